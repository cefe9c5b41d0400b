from __future__ import annotations

from tests.moim.features.contract import FeatureContract, near
from tests.moim.worlds import activity

from moim.features.fill_rate import FillRate


class TestFillRate(FeatureContract):
    feature = FillRate

    def test_is_the_share_of_seats_taken(self) -> None:
        names = {"four": 4, "unlimited": float("nan"), "none": 0, "full": 1}
        activities = [activity(name, "clay", "x", capacity=seats) for name, seats in names.items()]
        events = [("jun", name, "join", 60.0) for name in names] + [
            ("sora", "four", "join", 60.0),
            ("x", "four", "join", 0.0),
        ]
        assert self.scores(activities=activities, events=events, among=[*names]) == {
            "four": near(3 / 4),
            "unlimited": 0.0,
            "none": near(1 / 1),
            "full": near(1.0),
        }
