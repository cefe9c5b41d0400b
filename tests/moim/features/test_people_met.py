from __future__ import annotations

import math

from tests.moim.features.contract import EVENTS, FeatureContract, near

from moim.data.times import DAY
from moim.explain.reason import Reason
from moim.features.people_met import PeopleMet

BOTH_GO = [*EVENTS, ("sora", "past", "join", 8 * DAY), ("sora", "cup", "join", 60.0), ("x", "night", "join", 60.0)]


class TestPeopleMet(FeatureContract):
    feature = PeopleMet

    def test_counts_those_met_before_who_go(self) -> None:
        # jun was at "past", which minji joined nine days ago, and goes to "cup"; nobody she knows goes elsewhere
        assert self.scores() == {"bowl": 0.0, "cup": near(math.log1p(2 ** (-9 / 180))), "night": 0.0, "morning": 0.0}

    def test_adds_up_people(self) -> None:
        scores = self.scores(events=BOTH_GO, among=["cup", "night"])
        assert scores == {
            "cup": near(math.log1p(2 * 2 ** (-9 / 180))),  # jun and sora
            "night": near(math.log1p(2 ** (-9 / 180))),  # sora; x she has not met
        }

    def test_is_0_for_one_who_met_nobody(self) -> None:
        assert set(self.scores("sora").values()) == {0.0}

    def test_says_how_many_of_them_go(self) -> None:
        assert self.reasons() == {"cup": Reason("company", {"count": 1})}
        assert self.reasons(events=BOTH_GO, among=["bowl", "cup", "night"]) == {
            "cup": Reason("company", {"count": 2}),
            "night": Reason("company", {"count": 1}),
        }
        assert self.reasons("sora") == {}
