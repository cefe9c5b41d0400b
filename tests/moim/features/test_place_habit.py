from __future__ import annotations

import math

from tests.moim.features.contract import FeatureContract, held, near
from tests.moim.worlds import activity

from moim.data.geo import EARTH_KM
from moim.data.times import DAY
from moim.explain.reason import Reason
from moim.features.place_habit import PlaceHabit

DEGREE = EARTH_KM * math.pi / 180
VENUES = [held(f"held{number}", "clay", lat=37.5, lon=127.0) for number in range(3)]
AWAY = held("away", "clay", lat=37.5 + 30 / DEGREE, lon=127.0)
OPEN = [
    activity("here", "clay", "a", lat=37.5, lon=127.0),
    activity("half", "clay", "b", lat=37.5 + 15 / DEGREE, lon=127.0),
    activity("where", "clay", "c"),
]
WORLD = {"activities": [*VENUES, AWAY, *OPEN]}


def joined(*names: str) -> list[tuple[str, str, str, float]]:
    return [("jun", name, "join", DAY) for name in names]


class TestPlaceHabit(FeatureContract):
    feature = PlaceHabit

    def test_is_the_log_of_the_share_of_places_about_here(self) -> None:
        scores = self.scores("jun", events=joined("held0", "held1", "away"), **WORLD)
        # of three places and a half, two are here, and one 30 km away counts 1 / (1 + 2^2)
        assert scores["here"] == near(math.log((2 + 1 / 5 + 0.05) / 3.5))
        assert scores["half"] == near(math.log((3 * 1 / 2 + 0.05) / 3.5))  # all are 15 km away
        assert scores["where"] == near(math.log(0.05 / 3.5))

    def test_is_0_for_one_who_has_been_nowhere(self) -> None:
        assert set(self.scores("nobody").values()) == {0.0}

    def test_is_a_reason_after_three_joins_mostly_about_here(self) -> None:
        # (3 + .05) / 3.5 is more than a half; at "half" it is (1.5 + .05) / 3.5 = .44
        always = joined("held0", "held1", "held2")
        assert self.reasons("jun", events=always, **WORLD) == {"here": Reason("place_habit")}
        looked = ("jun", "held2", "view", DAY)
        assert self.reasons("jun", events=[*always[:2], looked], **WORLD) == {}
        # two of four: (2 + 2/5 + .05) / 4.5 = .54; one of three: (1 + 2/5 + .05) / 3.5 = .41
        away = [held(f"away{number}", "clay", lat=37.5 + 30 / DEGREE, lon=127.0) for number in range(2)]
        world = {"activities": [*WORLD["activities"], *away]}
        two = joined("held0", "held1", "away0", "away1")
        assert "here" in self.reasons("jun", events=two, **world)
        assert "here" not in self.reasons("jun", events=two[1:], **world)
