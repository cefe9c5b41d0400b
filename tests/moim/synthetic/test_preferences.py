"""Utility by hand: each term changes it by its weight times what the term says, in the right direction."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from moim.data.times import parse_time
from moim.synthetic.gatherings import Activities, Clubs, draw_activities, draw_clubs
from moim.synthetic.lexicon import vocabulary
from moim.synthetic.people import People, draw_people
from moim.synthetic.preferences import ATTENTION, WEIGHTS, Situation, attention, log_km, utility

AT = parse_time("2026-11-23T07:00:00Z")
ONE = np.array([0])


@pytest.fixture
def world() -> tuple[People, Clubs, Activities]:
    rng, words, start = np.random.default_rng(1), vocabulary(), AT - 60 * 86400
    people = draw_people(20, words, rng, start, AT)
    clubs = draw_clubs(4, words, people, rng, start, AT)
    clubs.owner[:] = 19
    return people, clubs, draw_activities(6, words, clubs, rng, start, AT)


def situation() -> Situation:
    zero = np.zeros((1, 1), np.float32)
    no = np.zeros((1, 1), np.bool_)
    return Situation(club=no, habit=zero, friends=zero, clash=no, joins=zero[0], distance=zero)


def value(world: tuple[People, Clubs, Activities], now: Situation, at: float = AT - 40 * 86400) -> float:
    return float(utility(*world, ONE, ONE, at, now)[0, 0])


@pytest.mark.parametrize(
    ("term", "changed", "by"),
    [
        ("club", {"club": np.ones((1, 1), np.bool_)}, 1.0),
        ("clash", {"clash": np.ones((1, 1), np.bool_)}, -1.0),
        ("friends", {"friends": np.full((1, 1), 3.0, np.float32)}, np.log(4.0)),
        ("habit", {"habit": np.full((1, 1), 1.0, np.float32)}, np.log(2.0)),
        ("distance", {"distance": np.full((1, 1), 2.0, np.float32)}, -2.0),
        ("crowd", {"joins": np.full(1, 7.0, np.float32)}, np.log(8.0)),
    ],
)
def test_a_situation_changes_utility_by_its_weight(
    world: tuple[People, Clubs, Activities], term: str, changed: dict[str, np.ndarray], by: float
) -> None:
    difference = value(world, replace(situation(), **changed)) - value(world, situation())
    assert difference == pytest.approx(WEIGHTS[term] * by, abs=1e-5)


def test_taste_and_free_time_raise_utility(world: tuple[People, Clubs, Activities]) -> None:
    people, _, activities = world
    before = value(world, situation())
    people.taste[0, activities.theme[0]] += 1
    people.free[0, activities.slot[0]] += 2
    assert value(world, situation()) - before == pytest.approx(WEIGHTS["taste"] + 2 * WEIGHTS["free time"], abs=1e-5)


def test_good_hosts_and_lucky_ideas_are_liked_high_prices_are_not(world: tuple[People, Clubs, Activities]) -> None:
    people, clubs, activities = world
    before = value(world, situation())
    clubs.quality[activities.club[0]] += 1
    activities.appeal[0] += 1
    activities.log_price[0] += 1
    expected = WEIGHTS["organiser"] + WEIGHTS["appeal"] - WEIGHTS["price"] * people.thrift[0]
    assert value(world, situation()) - before == pytest.approx(expected, abs=1e-5)


def test_an_old_notice_and_a_start_off_the_horizon_count_less(world: tuple[People, Clubs, Activities]) -> None:
    people, _, activities = world
    at = float(activities.recruit_start[0])
    people.horizon[0] = (activities.start[0] - at) / 86400
    just_right = value(world, situation(), at)
    activities.recruit_start[0] -= 3 * 86400  # log(1 + 3 days)
    people.horizon[0] /= np.e
    assert value(world, situation(), at) - just_right == pytest.approx(
        -WEIGHTS["fresh"] * np.log(4.0) - WEIGHTS["ahead"], abs=1e-4
    )


def test_the_nearer_of_two_places_counts() -> None:
    people = draw_people(1, vocabulary(), np.random.default_rng(0), AT - 86400, AT)
    people.lat[:], people.lon[:] = 37.5, 127.0
    people.second_lat[:], people.second_lon[:] = 36.5, 127.0
    km = np.expm1(log_km(people, ONE, np.array([37.6, 36.5]), np.array([127.0, 127.0]))) * 2
    np.testing.assert_allclose(km, [[11.12, 0.0]], atol=0.01)  # a tenth of a degree of latitude


def test_ones_club_friends_and_what_is_new_are_noticed(world: tuple[People, Clubs, Activities]) -> None:
    people, _, activities = world
    at = float(activities.recruit_start[0])

    def noticed(now: Situation, at: float) -> float:
        return float(attention(people, activities, ONE, ONE, at, now)[0, 0])

    plain = noticed(situation(), at)
    member = replace(situation(), club=np.ones((1, 1), np.bool_))
    assert noticed(member, at) - plain == pytest.approx(ATTENTION["club"], abs=1e-5)
    assert noticed(situation(), at + 3 * 86400) - plain == pytest.approx(-ATTENTION["fresh"] * np.log(4.0), abs=1e-4)
