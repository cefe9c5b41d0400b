from __future__ import annotations

import math

import pytest
from tests.moim.features.contract import FeatureContract, held, near
from tests.moim.worlds import activity

from moim.data.geo import EARTH_KM
from moim.data.times import DAY
from moim.explain.reason import Reason
from moim.features.near_visited import NearVisited

DEGREE = EARTH_KM * math.pi / 180
SOUTH = held("south", "clay", lat=37.5, lon=127.0)
NORTH = held("north", "clay", lat=37.6, lon=127.0)
OPEN = [
    activity("at", "clay", "a", lat=37.6, lon=127.0),
    activity("close", "clay", "b", lat=37.6 + 4.99 / DEGREE, lon=127.0),
    activity("far", "clay", "c", lat=37.6 + 5.01 / DEGREE, lon=127.0),
    activity("where", "clay", "d"),
]
WORLD = {"activities": [SOUTH, NORTH, *OPEN]}
BOTH = [("jun", "north", "join", 8 * DAY), ("jun", "south", "join", 7 * DAY)]


class TestNearVisited(FeatureContract):
    feature = NearVisited

    def test_measures_from_the_nearest_place(self) -> None:
        assert self.scores("jun", events=BOTH, **WORLD) == {
            "at": pytest.approx(0.0, abs=1e-3),
            "close": near(-math.log(1 + 4.99)),
            "far": near(-math.log(1 + 5.01)),
            "where": near(-math.log(1 + 50)),
        }
        # and not from the one that was joined last
        assert self.scores("jun", events=BOTH[1:], **WORLD)["at"] == near(-math.log1p(0.1 * DEGREE))

    def test_is_0_for_one_who_has_been_nowhere(self) -> None:
        assert set(self.scores("nobody").values()) == {0.0}

    def test_gives_distances_up_to_five_kilometres_as_the_reason(self) -> None:
        reasons = self.reasons("jun", events=BOTH, **WORLD)
        assert reasons["close"] == Reason("near_past", {"km": pytest.approx(4.99, abs=1e-3)})
        assert not {"far", "where"} & reasons.keys()

    def test_says_nothing_of_places_that_were_only_looked_at(self) -> None:
        assert self.reasons("jun", events=[("jun", "north", "view", DAY)], **WORLD) == {}

    def test_says_nothing_where_no_place_is_known(self) -> None:
        assert self.reasons("jun", events=[("jun", "where", "join", DAY)], **WORLD) == {}
