from __future__ import annotations

import math

from tests.moim.features.contract import FeatureContract, near
from tests.moim.worlds import NOW, activity

from moim.data.times import DAY
from moim.features.time_to_start import TimeToStart


class TestTimeToStart(FeatureContract):
    feature = TimeToStart

    def test_counts_days(self) -> None:
        starts = {"soon": NOW + 5 * DAY, "begun": NOW - DAY, "unknown": math.nan}
        activities = [activity(name, "clay", "x", activity_start=start) for name, start in starts.items()]
        assert self.scores(activities=activities, events=[]) == {
            "soon": near(math.log(1 + 5)),
            "begun": 0.0,
            "unknown": 0.0,
        }
