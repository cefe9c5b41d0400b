from __future__ import annotations

import math

import pytest
from tests.moim.features.contract import FeatureContract, near
from tests.moim.worlds import NOW, activity

from moim.data.geo import EARTH_KM
from moim.explain.reason import Reason
from moim.features.near_home import NearHome
from moim.members import Profile

DEGREE = EARTH_KM * math.pi / 180
CLUBS = [
    {"club_id": "west", "name": "서", "region": "서울", "lat": 37.50, "lon": 127.0},
    {"club_id": "east", "name": "동", "region": "서울", "lat": 37.54, "lon": 127.0},
    {"club_id": "none", "name": "무", "region": "서울"},
    {"club_id": "sea", "name": "해", "region": "부산"},
    {"club_id": "air", "name": "공"},
]


def at(identifier: str, club: str, km: float, **columns: float) -> dict[str, object]:
    """An activity so many kilometres north of 37.5, 127."""
    return activity(identifier, club, "x", lat=37.5 + km / DEGREE, lon=127.0, **columns)


OPEN = [at("close", "west", 9.99), at("far", "west", 10.01), activity("where", "west", "x")]


class TestNearHome(FeatureContract):
    feature = NearHome

    def ask(self, profile: Profile, *more: dict[str, object]) -> dict[str, float]:
        return self.scores("x", profile, events=[], clubs=CLUBS, activities=[*OPEN, *more])

    def test_measures_from_home(self) -> None:
        assert self.ask(Profile("x", lat=37.5, lon=127.0, clubs=frozenset({"east"}))) == {
            "close": near(-math.log(1 + 9.99)),
            "far": near(-math.log(1 + 10.01)),
            "where": near(-math.log(1 + 50)),
        }

    def test_measures_from_the_centre_of_the_clubs_where_no_home_is_known(self) -> None:
        clubs = frozenset({"west", "east", "none"})  # half way between 37.50 and 37.54
        assert self.ask(Profile("x", region="부산", clubs=clubs))["close"] == near(-math.log1p(9.99 - 0.02 * DEGREE))

    def test_measures_from_the_centre_of_the_regions_activities_where_no_club_has_a_place(self) -> None:
        more = [at("s1", "sea", 2.0, created_at=NOW), at("s2", "sea", 4.0), activity("s3", "sea", "x")]
        later = at("s4", "sea", 30.0, created_at=9e9)  # not known yet
        for clubs in (frozenset({"none"}), frozenset[str]()):
            scores = self.ask(Profile("x", region="부산", clubs=clubs), *more, later)
            assert scores["close"] == pytest.approx(-math.log1p(9.99 - 3.0), abs=1e-4)

        assert self.ask(Profile("x", region="서울"))["far"] == pytest.approx(-math.log1p(0.01), abs=1e-4)

    def test_is_0_where_nothing_is_known(self) -> None:
        assert set(self.scores("jun").values()) == {0.0}
        # of "부산" no activity has a place, and clubs without a region are not those of a member without one
        for region in ("부산", ""):
            scores = self.ask(Profile("x", region=region), activity("s", "sea", "x"), at("a", "air", 1.0))
            assert set(scores.values()) == {0.0}

    def test_gives_distances_up_to_ten_kilometres_from_home_as_the_reason(self) -> None:
        world = {"events": [], "clubs": CLUBS, "activities": OPEN}
        assert self.reasons("x", Profile("x", lat=37.5, lon=127.0), **world) == {
            "close": Reason("near_home", {"km": pytest.approx(9.99, abs=1e-3)})
        }
        assert self.reasons("x", Profile("x", clubs=frozenset({"west"})), **world) == {}
