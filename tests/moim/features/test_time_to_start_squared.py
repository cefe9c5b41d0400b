from __future__ import annotations

import math

from tests.moim.features.contract import FeatureContract, near
from tests.moim.worlds import NOW, activity

from moim.data.times import DAY
from moim.features.time_to_start_squared import TimeToStartSquared


class TestTimeToStartSquared(FeatureContract):
    feature = TimeToStartSquared

    def test_is_1_a_month_ahead(self) -> None:
        activities = [activity(f"in{days}", "clay", "x", activity_start=NOW + days * DAY) for days in (0, 5, 30)]
        assert self.scores(activities=activities, events=[]) == {
            "in0": 0.0,
            "in5": near((math.log(1 + 5) / math.log(1 + 30)) ** 2),
            "in30": near(1.0),
        }
