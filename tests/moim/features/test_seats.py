from __future__ import annotations

import math

from tests.moim.features.contract import FeatureContract, near
from tests.moim.worlds import activity

from moim.features.seats import Seats


class TestSeats(FeatureContract):
    feature = Seats

    def test_is_the_log_of_the_seats_over_sixteen(self) -> None:
        names = {"two": 2, "usual": 16, "hall": 64, "none": 0, "unlimited": math.nan}
        activities = [activity(name, "clay", "x", capacity=seats) for name, seats in names.items()]
        assert self.scores(activities=activities, events=[], among=[*names]) == {
            "two": near(math.log(2 / 16)),
            "usual": 0.0,
            "hall": near(math.log(4)),
            "none": near(math.log(1 / 16)),
            "unlimited": 0.0,
        }
