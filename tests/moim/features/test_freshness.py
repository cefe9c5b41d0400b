from __future__ import annotations

import math

from tests.moim.features.contract import FeatureContract, near
from tests.moim.worlds import NOW, activity

from moim.data.times import DAY
from moim.explain.reason import Reason
from moim.features.freshness import Freshness

ACTIVITIES = [
    activity(f"age{days}", "clay", "x", created_at=NOW - days * DAY, recruit_start=NOW - days * DAY)
    for days in (0, 2.9, 3, 9)
]


class TestFreshness(FeatureContract):
    feature = Freshness

    def test_falls_with_days(self) -> None:
        assert self.scores(activities=ACTIVITIES, events=[]) == {
            "age0": 0.0,
            "age2.9": near(-math.log(1 + 2.9)),
            "age3": near(-math.log(1 + 3)),
            "age9": near(-math.log(1 + 9)),
        }

    def test_is_a_reason_for_three_days(self) -> None:
        assert self.reasons(activities=ACTIVITIES, events=[]) == {"age0": Reason("new"), "age2.9": Reason("new")}
