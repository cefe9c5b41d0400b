from __future__ import annotations

import math

from tests.moim.features.contract import FeatureContract, near

from moim.explain.reason import Reason
from moim.features.joins import Joins

EVENTS = [(f"m{number}", "bowl", "join", 60.0) for number in range(3)] + [("m0", "cup", "join", 60.0)]


class TestJoins(FeatureContract):
    feature = Joins

    def test_counts_who_goes(self) -> None:
        scores = self.scores(events=[*EVENTS, ("m1", "cup", "join", 60.0), ("m1", "cup", "cancel", 30.0)])
        assert scores == {"bowl": near(math.log(1 + 3)), "cup": near(math.log(1 + 1)), "night": 0.0, "morning": 0.0}

    def test_is_a_reason_from_three_on(self) -> None:
        assert self.reasons(events=EVENTS) == {"bowl": Reason("joins", {"count": 3})}
        assert self.reasons(events=EVENTS[1:]) == {}
