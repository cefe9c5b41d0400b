from __future__ import annotations

import math

from tests.moim.features.contract import FeatureContract, near

from moim.features.hours_since_join import HoursSinceJoin


class TestHoursSinceJoin(FeatureContract):
    feature = HoursSinceJoin

    def test_counts_hours_since_the_last_join_or_the_creation(self) -> None:
        events = [
            ("jun", "cup", "join", 9 * 3600.0),
            ("sora", "cup", "join", 3 * 3600.0),
            ("sora", "night", "join", 0.0),
            ("sora", "morning", "join", -3600.0),  # by a clock that is ahead
        ]
        assert self.scores(events=events) == {
            "bowl": near(math.log(1 + 48)),  # nobody joined since it was created two days ago
            "cup": near(math.log(1 + 3)),
            "night": near(0.0),
            "morning": near(0.0),
        }
