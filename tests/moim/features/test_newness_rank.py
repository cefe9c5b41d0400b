from __future__ import annotations

import math

from tests.moim.features.contract import FeatureContract, near
from tests.moim.worlds import NOW, activity

from moim.data.times import DAY
from moim.features.newness_rank import NewnessRank


class TestNewnessRank(FeatureContract):
    feature = NewnessRank

    def test_counts_newer_candidates_equals_alike(self) -> None:
        ages = {"b": 2, "d": 9, "a": 1, "c": 2}
        activities = [
            activity(name, "clay", "x", created_at=NOW - days * DAY, recruit_start=NOW - days * DAY)
            for name, days in ages.items()
        ]
        assert self.scores(activities=activities, events=[]) == {
            "a": 0.0,
            "b": near(-math.log(1 + 1)),
            "c": near(-math.log(1 + 1)),
            "d": near(-math.log(1 + 3)),
        }

    def test_is_0_among_equals(self) -> None:
        assert set(self.scores().values()) == {0.0}
