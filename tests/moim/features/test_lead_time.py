from __future__ import annotations

import math

from tests.moim.features.contract import FeatureContract, held, near
from tests.moim.worlds import NOW, activity

from moim.data.times import DAY
from moim.features.lead_time import LeadTime


class TestLeadTime(FeatureContract):
    feature = LeadTime

    def test_is_the_distance_from_the_usual_lead_time(self) -> None:
        # minji joined "past" two days before it began; two joins a week ahead are assumed; all open ones are in 5 days
        usual = (math.log(1 + 2) + 2 * math.log(1 + 7)) / 3
        assert self.scores()["bowl"] == near(-abs(math.log(1 + 5) - usual))

    def test_is_negative_to_either_side(self) -> None:
        activities = [
            activity(f"in{days}", "clay", "x", activity_start=NOW + days * DAY, recruit_end=NOW + DAY)
            for days in (1, 7, 30)
        ]
        assert self.scores("nobody", activities=activities, events=[]) == {
            "in1": near(-(math.log(8) - math.log(2))),
            "in7": near(0.0),
            "in30": near(-(math.log(31) - math.log(8))),
        }

    def test_having_joined_after_the_start_or_without_one_counts_as_no_time_ahead(self) -> None:
        usual = 2 * math.log(1 + 7) / (2 + 2)
        activities = [
            held("late", "clay", days_ago=7),
            held("timeless", "clay", activity_start=math.nan, activity_end=math.nan),
            activity("open", "clay", "x"),
        ]
        events = [("jun", "late", "join", 6.0 * DAY), ("jun", "timeless", "join", 6.0 * DAY)]
        assert self.scores("jun", activities=activities, events=events)["open"] == near(-(math.log(1 + 5) - usual))
