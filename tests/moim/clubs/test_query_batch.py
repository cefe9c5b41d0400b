"""Members who ask for clubs, as arrays."""

import numpy as np

from moim.clubs.query_batch import QueryBatch, source_matrix
from moim.data.events import Event
from moim.data.world import World
from moim.features import Member
from moim.members import MemberState, Profile

AT = 1000.0
POSITIONS = {0: 0, 2: 1}
"""Clubs 0 and 2 are sources, club 1 is none."""


def world():
    """ann is in clubs 0 and 1, goes to an activity of club 2; bob joins club 0 exactly at ``AT``."""
    world = World()
    for name in "012":
        world.put_club({"club_id": name, "name": name, "category": "art"})
    world.put_member({"member_id": "ann", "interests": "art", "keywords": "clay", "region": "서울", "lat": 0, "lon": 0})
    world.put_member({"member_id": "bob", "keywords": "run"})
    world.put_membership("0", "ann")
    world.put_membership("1", "ann", AT - 1)
    world.put_membership("0", "bob", AT)
    world.put_activity({"activity_id": "x", "club_id": "2", "title": "x"})
    world.observe(Event("ann", "x", "join", AT - 1))
    world.observe(Event("bob", "x", "join", AT))
    return world


def test_sets_of_clubs_become_ones_at_the_positions_of_the_sources():
    matrix = source_matrix([{2, 1}, set(), {0, 2}], POSITIONS)
    assert matrix.toarray().tolist() == [[0, 1], [0, 0], [1, 1]]
    assert matrix.dtype == np.float32


def test_members_of_the_world_are_in_the_clubs_they_were_in_before_the_time():
    batch = QueryBatch.of_rows(world(), POSITIONS, [0, 1, -1], AT)
    assert batch.clubs.toarray().tolist() == [[1, 1], [0, 0], [0, 0]]
    later = QueryBatch.of_rows(world(), POSITIONS, [0, 1, -1], AT + 1)
    assert later.clubs.toarray().tolist() == [[1, 1], [1, 1], [0, 0]]


def test_members_of_the_world_bring_what_they_told_and_nobody_brings_nothing():
    batch = QueryBatch.of_rows(world(), POSITIONS, [-1, 0, 1], AT)
    art, seoul = world().categories.get("art"), world().regions.get("서울")
    assert batch.interests == [frozenset(), frozenset({art}), frozenset()]
    assert batch.keywords == [(), ("clay",), ("run",)]
    assert batch.region.tolist() == [-1, seoul, -1]
    assert np.isnan(batch.home).all(axis=1).tolist() == [True, False, True]
    assert batch.home[1].tolist() == [1.0, 0.0, 0.0]


def test_one_member_brings_memberships_and_the_clubs_of_what_they_joined():
    w = world()
    state = MemberState()
    state.update(Event("eve", "x", "join", AT - 1))
    profile = Profile(
        "eve", interests=("art",), keywords=("clay",), region="서울", lat=0.0, lon=0.0, clubs=frozenset("0")
    )
    batch = QueryBatch.of_member(w, POSITIONS, Member.of(w, profile, state, AT))
    assert batch.clubs.toarray().tolist() == [[1, 1]]
    assert batch.interests == [frozenset({w.categories.get("art")})]
    assert batch.keywords == [("clay",)]
    assert batch.region.tolist() == [w.regions.get("서울")]
    assert batch.home.tolist() == [[1.0, 0.0, 0.0]]


def test_some_of_the_members_are_taken_with_all_they_told():
    part = QueryBatch.of_rows(world(), POSITIONS, [-1, 0, 1], AT).take(np.array([1, 0]))
    assert part.clubs.toarray().tolist() == [[1, 1], [0, 0]]
    assert part.keywords == [("clay",), ()]
    assert [len(interests) for interests in part.interests] == [1, 0]
    assert part.region[1] == -1
    assert np.isnan(part.home).any(axis=1).tolist() == [False, True]
