"""Distances to the candidates."""

from __future__ import annotations

import math

import numpy as np
import pytest
from tests.moim.features.contract import held, near, prepared
from tests.moim.worlds import NOW, activity

from moim.data.geo import EARTH_KM, unit_vector
from moim.data.times import DAY
from moim.features import Candidates, Member
from moim.features.place import chords_from_venues, kilometres, log_kilometres

DEGREE = EARTH_KM * math.pi / 180
"""Kilometres from one degree of latitude to the next, 111.2."""


def test_kilometres_are_those_of_the_chord() -> None:
    squares = np.array([(1.0 / EARTH_KM) ** 2, 0.0, -1e-9], np.float32)  # less than nothing comes from rounding
    assert kilometres(squares).tolist() == [pytest.approx(1.0), 0.0, 0.0]


def test_an_unknown_place_is_fifty_kilometres_away() -> None:
    activities = [activity("here", "clay", "a", lat=37.6, lon=127.0), activity("where", "clay", "b")]
    context, _ = prepared([], activities)
    candidates = Candidates(context, np.array([0, 1], np.int32), NOW)
    chords = candidates.square_chords(np.array([unit_vector(37.5, 127.0)]))[0]
    assert log_kilometres(candidates, chords).tolist() == [near(math.log1p(0.1 * DEGREE)), near(math.log(51))]


def venues_of(events: list[tuple[str, str, str, float]], activities: list[dict[str, object]]) -> list[float] | None:
    """How many degrees jun's venues are from a candidate on the equator."""
    context, states = prepared(events, [*activities, activity("at", "clay", "a", lat=0.0, lon=0.0)])
    world = context.world
    jun = Member.in_world(world, world.member_ids.get("jun"), states["jun"], NOW)
    candidates = Candidates(context, np.array([world.activity_ids.get("at")], np.int32), NOW)
    chords = chords_from_venues(jun, candidates)
    return None if chords is None else (kilometres(chords)[:, 0].astype(float) / DEGREE).round(3).tolist()


def test_venues_are_the_last_twelve_joined() -> None:
    activities = [held(f"a{number}", "clay", lat=number / 10, lon=0.0) for number in range(1, 15)]
    events = [("jun", f"a{number}", "join", (20 - number) * DAY) for number in range(1, 15)]
    looked = ("jun", "a1", "view", 0.0)  # weaker than having joined it, so nothing changes
    assert venues_of([*events, looked], activities) == [number / 10 for number in range(3, 15)]


def test_venues_are_what_was_looked_at_where_nothing_was_joined() -> None:
    activities = [held("near", "clay", lat=0.1, lon=0.0), held("far", "clay", lat=0.3, lon=0.0)]
    looked = [("jun", "near", "view", DAY), ("jun", "far", "like", DAY)]
    assert venues_of(looked, activities) == [0.1, 0.3]
    assert venues_of([*looked, ("jun", "far", "join", 0.0)], activities) == [0.3]


def test_venues_of_unknown_place_are_left_out() -> None:
    activities = [held("near", "clay", lat=0.1, lon=0.0), held("where", "clay")]
    assert venues_of([("jun", "near", "join", DAY), ("jun", "where", "join", DAY)], activities) == [0.1]
    assert venues_of([("jun", "where", "join", DAY)], activities) is None
