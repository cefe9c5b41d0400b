from __future__ import annotations

import math

from tests.moim.features.contract import PAST, FeatureContract, near
from tests.moim.worlds import activity, small

from moim.features.club_open_activities import ClubOpenActivities


class TestClubOpenActivities(FeatureContract):
    feature = ClubOpenActivities

    def test_counts_the_clubs_open_activities(self) -> None:
        more = activity("third", "run", "x")
        assert self.scores(activities=[PAST, *small().activities.rows(), more]) == {
            "bowl": near(math.log(1 + 2)),
            "cup": near(math.log(1 + 2)),
            "night": near(math.log(1 + 3)),
            "morning": near(math.log(1 + 3)),
            "third": near(math.log(1 + 3)),
        }
