from __future__ import annotations

import math

from tests.moim.features.contract import FeatureContract, near
from tests.moim.worlds import NOW, activity

from moim.data.times import DAY
from moim.explain.reason import Reason
from moim.features.time_to_deadline import TimeToDeadline

HOUR = 3600.0
MIDNIGHT = NOW + 12 * HOUR  # NOW is noon in Seoul
CLOSING = {
    "today": MIDNIGHT - 1,
    "tomorrow": MIDNIGHT,
    "third": MIDNIGHT + 3 * DAY - 1,
    "fourth": MIDNIGHT + 3 * DAY,
    "closed": NOW - DAY,
}
ACTIVITIES = [activity(name, "clay", "x", recruit_end=end) for name, end in CLOSING.items()]


class TestTimeToDeadline(FeatureContract):
    feature = TimeToDeadline

    def test_counts_days(self) -> None:
        assert self.scores()["bowl"] == near(math.log(1 + 3))
        scores = self.scores(activities=ACTIVITIES, events=[], among=["tomorrow", "closed"])
        assert scores == {"tomorrow": near(math.log(1 + 0.5)), "closed": 0.0}

    def test_is_a_reason_for_three_calendar_days(self) -> None:
        assert self.reasons(activities=ACTIVITIES, events=[]) == {
            "today": Reason("closes_today"),
            "tomorrow": Reason("closes_tomorrow"),
            "third": Reason("closes_in", {"days": 3}),
        }
