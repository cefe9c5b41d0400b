"""Similarity of clubs by who belongs to and goes with them, worked out by hand."""

import math

import numpy as np
import pytest

from moim.data.events import Event
from moim.data.world import World
from moim.features.co_occurrence import club_similarity, evidence, memberships


def world_of(memberships):
    """``{"A": "abc"}``: members a, b and c are in club A, since always."""
    world = World()
    for club in sorted(memberships):
        world.put_club({"club_id": club, "name": club})
    for club, members in sorted(memberships.items()):
        for member in members:
            world.put_membership(club, member)
    return world


def put_activity(world, activity, club):
    times = dict.fromkeys(("created_at", "recruit_start"), 0.0) | dict.fromkeys(("recruit_end", "activity_start"), 9e9)
    world.put_activity({"activity_id": activity, "club_id": club, "title": activity} | times)


def test_similarity_is_the_cosine_of_memberships():
    similarity = club_similarity(world_of({"A": "abcd", "B": "d", "C": "z"}), at=1.0, shrink=0.0).toarray()
    expected = np.zeros((3, 3))
    expected[0, 1] = expected[1, 0] = 1 / math.sqrt(4 * 1)
    assert similarity == pytest.approx(expected)


def test_similarity_shrinks_clubs_with_few_members():
    similarity = club_similarity(world_of({"A": "a", "B": "a"}), at=1.0, shrink=3.0).toarray()
    assert similarity[0, 1] == pytest.approx(1 / (1 + 3))


def test_similarity_keeps_the_likest_neighbours():
    world = world_of({"A": "abc", "B": "ab", "C": "a"})
    similarity = club_similarity(world, at=1.0, neighbours=1, shrink=0.0)
    # A-B 2/sqrt(6) = .82, A-C 1/sqrt(3) = .58, B-C 1/sqrt(2) = .71
    assert [similarity.indices[similarity.indptr[i] : similarity.indptr[i + 1]].tolist() for i in range(3)] == [
        [1],
        [0],
        [1],
    ]


def test_columns_lie_in_order_within_a_row():
    # A is more similar to C (2 / sqrt 6) than to B (1 / sqrt 3)
    similarity = club_similarity(world_of({"A": "abc", "B": "a", "C": "ab"}), at=1.0, shrink=0.0)
    assert similarity.indices[similarity.indptr[0] : similarity.indptr[1]].tolist() == [1, 2]


def test_similarity_counts_joined_activities():
    world = world_of({"A": "", "B": ""})
    put_activity(world, "a1", "A")
    put_activity(world, "a2", "A")
    put_activity(world, "b1", "B")
    for at, activity in ((10.0, "a1"), (11.0, "a2"), (12.0, "b1")):
        world.observe(Event("m", activity, "join", at))
    assert evidence(world, 20.0).toarray() == pytest.approx(np.log1p([[2.0, 1.0]]))
    assert club_similarity(world, 20.0, shrink=0.0)[0, 1] == pytest.approx(1.0)


def test_similarity_adds_joining_to_belonging():
    world = world_of({"A": "m"})
    put_activity(world, "a1", "A")
    world.observe(Event("m", "a1", "join", 10.0))
    assert evidence(world, 20.0).toarray() == pytest.approx(np.array([[1 + math.log(2)]]))


def test_similarity_does_not_see_the_future():
    world = world_of({"A": "m", "B": ""})
    world.put_membership("B", "m", 100.0)
    put_activity(world, "b1", "B")
    world.observe(Event("m", "b1", "join", 100.0))
    assert club_similarity(world, at=100.0).nnz == 0
    assert club_similarity(world, at=100.1).nnz == 2


def test_similarity_of_an_empty_world_is_empty():
    assert club_similarity(World(), at=0.0).shape == (0, 0)
    assert club_similarity(world_of({"A": "", "B": ""}), at=0.0).nnz == 0


def test_co_occurrence_of_equals_keeps_the_lower_row():
    # A is as similar to B as to C: one member of two
    similarity = club_similarity(world_of({"A": "ab", "B": "a", "C": "b"}), at=1.0, neighbours=1)
    assert similarity.indices[similarity.indptr[0] : similarity.indptr[1]].tolist() == [1]


def test_fifty_neighbours_are_kept_and_three_are_added_to_the_denominator():
    clubs = {f"c{number:02}": "a" for number in range(60)}
    similarity = club_similarity(world_of(clubs), at=1.0)
    assert np.diff(similarity.indptr).tolist() == [50] * 60
    assert similarity.dtype == np.float32
    assert similarity.data == pytest.approx(1 / (1 + 3))


def test_memberships_without_a_date_have_always_been():
    world = world_of({"A": "m", "B": ""})
    world.put_membership("B", "m", 100.0)
    world.put_membership("B", "n", 99.0)
    assert memberships(world, 100.0).toarray().tolist() == [[1.0, 0.0], [0.0, 1.0]]
    assert memberships(world, -1.0).toarray().tolist() == [[1.0, 0.0], [0.0, 0.0]]
