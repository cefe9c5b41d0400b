from __future__ import annotations

import math

from tests.moim.features.contract import FeatureContract, near
from tests.moim.worlds import NOW, activity

from moim.data.times import DAY
from moim.features.joins_per_day import JoinsPerDay


class TestJoinsPerDay(FeatureContract):
    feature = JoinsPerDay

    def test_divides_by_days_and_half_a_day(self) -> None:
        activities = [
            activity(f"age{days}", "clay", "x", created_at=NOW - days * DAY, recruit_start=NOW - days * DAY)
            for days in (0, 2, 9)
        ]
        events = [("jun", name, "join", 0.0) for name in ("age0", "age2")] + [("sora", "age2", "join", 0.0)]
        assert self.scores(activities=activities, events=events) == {
            "age0": near(math.log(1 + 1 / 0.5)),
            "age2": near(math.log(1 + 2 / 2.5)),
            "age9": 0.0,
        }
