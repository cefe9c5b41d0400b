from __future__ import annotations

import math

import numpy as np
from tests.moim.features.contract import FeatureContract, near, prepared
from tests.moim.worlds import NOW

from moim.data.times import DAY
from moim.explain.reason import Reason
from moim.features import Candidates, Member
from moim.features.recent_joins import RecentJoins
from moim.members.state import MemberState


class TestRecentJoins(FeatureContract):
    feature = RecentJoins

    def test_counts_joins_that_fade_by_half_in_two_days(self) -> None:
        events = [("jun", "cup", "join", 4 * DAY), ("sora", "cup", "join", 2 * DAY), ("jun", "night", "join", 0.0)]
        assert self.scores(events=events) == {
            "bowl": 0.0,
            "cup": near(math.log(1 + 1 / 4 + 1 / 2)),
            "night": near(math.log(1 + 1)),
            "morning": 0.0,
        }

    def test_is_a_reason_from_three_on(self) -> None:
        context, _ = prepared()
        member = Member.in_world(context.world, -1, MemberState(), NOW)
        candidates = Candidates(context, np.array([0], np.int32), NOW)
        assert RecentJoins().reason(member, candidates, 0, math.log(4) + 1e-9) == Reason("pace")
        assert RecentJoins().reason(member, candidates, 0, math.log(4) - 1e-9) is None
