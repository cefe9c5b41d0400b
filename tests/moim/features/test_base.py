"""What several features need of the candidates, gathered once."""

from __future__ import annotations

import numpy as np
import pytest
from tests.moim.features.contract import prepared
from tests.moim.worlds import NOW

from moim.data.geo import EARTH_KM, unit_vector
from moim.features import Candidates


def test_where_members_go_is_told_one_behind_the_other() -> None:
    index, _ = prepared()
    world = index.world
    candidates = Candidates(index, world.open_at(NOW), NOW)
    names = [world.activity_ids.names[row] for row in candidates.rows.tolist()]
    people = np.array([world.member_ids.get(one) for one in ("sora", "minji", "jun")])
    sizes, where = candidates.goes_to(people)
    assert sizes.tolist() == [1, 0, 1]
    assert [names[position] for position in where.tolist()] == ["night", "cup"]


def test_a_member_who_came_after_the_candidates_were_gathered_goes_nowhere() -> None:
    index, _ = prepared()
    candidates = Candidates(index, index.world.open_at(NOW), NOW)
    candidates.goes_to(np.array([0]))
    index.world.put_member({"member_id": "late"})
    index.world.put_member({"member_id": "later"})
    late, later = index.world.member_ids.get("late"), index.world.member_ids.get("later")
    sizes, where = candidates.goes_to(np.array([late, later]))
    assert (sizes.tolist(), where.tolist()) == ([0, 0], [])


def test_chords_are_as_long_as_the_places_are_apart() -> None:
    index, _ = prepared()
    world = index.world
    candidates = Candidates(index, world.open_at(NOW), NOW)
    bowl = candidates.rows.tolist().index(world.activity_ids.get("bowl"))
    # "bowl" is at 37.56, 126.97; a hundredth of a degree north is 1.112 km, and where one stands is no distance
    points = np.array([unit_vector(37.57, 126.97), unit_vector(37.56, 126.97)])
    squares = candidates.square_chords(points)
    assert EARTH_KM * np.sqrt(squares[0, bowl]) == pytest.approx(1.112, abs=1e-3)
    assert abs(squares[1, bowl]) < 1e-14
