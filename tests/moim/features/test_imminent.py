from __future__ import annotations

from tests.moim.features.contract import FeatureContract
from tests.moim.worlds import NOW, activity

from moim.data.times import DAY
from moim.explain.reason import Reason
from moim.features.imminent import Imminent

ACTIVITIES = [activity(f"in{days}", "clay", "x", activity_start=NOW + days * DAY) for days in (2.99, 3, 6.99, 7)]


class TestImminent(FeatureContract):
    feature = Imminent

    def test_is_1_within_a_week(self) -> None:
        assert self.scores(activities=ACTIVITIES, events=[]) == {"in2.99": 1.0, "in3": 1.0, "in6.99": 1.0, "in7": 0.0}

    def test_is_a_reason_for_three_days(self) -> None:
        assert self.reasons(activities=ACTIVITIES, events=[]) == {"in2.99": Reason("soon")}
