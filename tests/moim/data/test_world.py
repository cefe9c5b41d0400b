from __future__ import annotations

import math

import numpy as np
import pytest
from tests.moim.worlds import NOW, activity, small

from moim.data.geo import unit_vector
from moim.data.replay import apply, history, rewind
from moim.data.times import DAY
from moim.data.world import Event, MembershipEvent, World
from moim.data.world_arrays import from_arrays, to_arrays


def names(world: World, at: float) -> list[str]:
    return [world.activity_ids.names[row] for row in world.open_at(at)]


def test_open_means_created_recruiting_and_with_a_seat() -> None:
    world = World.of(small([("jun", "night", "join", 50), ("sora", "night", "join", 40)]))
    assert names(world, NOW) == ["bowl", "cup", "morning"]  # night has two seats, both taken
    assert names(world, NOW + 3 * DAY - 1) == ["bowl", "cup", "morning"]
    assert names(world, NOW + 3 * DAY) == []
    assert names(world, NOW - 2 * DAY - 1) == []


def test_until_leaves_out_what_happened_then_or_later() -> None:
    dataset = small([("jun", "night", "join", 50), ("sora", "night", "join", 40)])
    world = World.of(dataset, until=NOW - 40)
    assert world.activities["going"].tolist() == [0, 0, 1, 0]
    assert "night" in names(world, NOW)


def test_joining_twice_counts_once_and_cancelling_frees_the_seat() -> None:
    world = World.of(small())
    for kind, going in (("join", 1), ("join", 1), ("cancel", 0), ("cancel", 0), ("join", 1), ("decline", 0)):
        world.observe(Event("jun", "night", kind, NOW))  # type: ignore[arg-type]
        assert world.activities["going"][2] == going, kind
    assert world.declined[world.member_ids.get("jun")] == {2}


def test_an_unknown_activity_changes_nothing() -> None:
    world = World.of(small())
    with pytest.raises(KeyError, match="unknown activity nowhere"):
        world.observe(Event("jun", "nowhere", "join", NOW))
    assert len(world.log) == 0
    with pytest.raises(KeyError, match="unknown club"):
        world.put_activity(activity("x", "nowhere", "x"))
    assert world.activity_ids.get("x") == -1


def test_an_unknown_member_is_taken_in() -> None:
    world = World.of(small())
    world.observe(Event("new", "bowl", "join", NOW))
    assert world.member_ids.get("new") == 3
    assert world.joined[3] == {0: NOW}


def test_rows_grow_without_a_rebuild() -> None:
    world = World.of(small())
    for number in range(100):
        world.put_activity(activity(f"more{number}", "run", "러닝"))
    assert len(world.activities) == 104
    assert world.activities["club"][103] == 1
    assert world.activities["capacity"][2] == 2


def test_an_activity_without_a_category_has_that_of_its_club() -> None:
    world = World.of(small())
    assert [world.categories.names[c] for c in world.activities["category"]] == ["취미"] * 2 + ["운동·액티비티"] * 2


def test_a_join_fades_by_half_in_two_days() -> None:
    world = World.of(small([("jun", "bowl", "join", 2 * DAY), ("sora", "bowl", "join", 0)]))
    assert world.activities["pace"][0] == pytest.approx(1.5)


def test_places_without_sense_are_no_places() -> None:
    for lat, lon in ((math.nan, 1.0), (math.inf, 1.0), (91.0, 1.0), (1.0, 181.0)):
        assert all(math.isnan(axis) for axis in unit_vector(lat, lon))
    assert unit_vector(90.0, 0.0) == pytest.approx((0.0, 0.0, 1.0), abs=1e-12)


def test_history_replayed_into_the_rewound_world_gives_the_same_world() -> None:
    events = [("jun", "bowl", "join", 90.0), ("sora", "cup", "view", 80.0), ("jun", "bowl", "cancel", 70.0)]
    ties = [{"club_id": "clay", "member_id": "minji"}, {"club_id": "run", "member_id": "jun", "joined_at": NOW - 75}]
    world = World.of(small(events, club_members=ties))
    again = rewind(world)
    past = list(history(world))
    assert [h.member_id for h in past] == ["minji", "jun", "sora", "jun", "jun"]
    assert [isinstance(h, MembershipEvent) for h in past] == [True, False, False, True, False]
    for happening in past:
        apply(again, happening)
    one, other = to_arrays(world), to_arrays(again)
    assert one[1] == other[1]
    for name, array in one[0].items():
        np.testing.assert_array_equal(array, other[0][name], err_msg=name)


def test_a_world_comes_back_from_its_arrays() -> None:
    world = World.of(small([("jun", "bowl", "join", 90.0), ("jun", "cup", "decline", 70.0)]))
    world.put_friends("jun", "sora")
    again = from_arrays(*to_arrays(world))
    assert again.participants == world.participants
    assert again.joined == world.joined
    assert again.declined == world.declined
    assert again.friends == world.friends
    assert again.member_clubs[0].keys() == world.member_clubs[0].keys()
    assert names(again, NOW) == names(world, NOW)
    again.observe(Event("sora", "night", "join", NOW))
    assert again.activities["going"][2] == 1


def test_the_version_grows_with_what_changes_who_goes_and_who_belongs() -> None:
    world = World.of(small())
    seen = [world.version]

    def grew() -> bool:
        seen.append(world.version)
        return seen[-1] > seen[-2]

    world.observe(Event("minji", "cup", "view", NOW))
    assert not grew()
    world.observe(Event("minji", "cup", "join", NOW))
    assert grew()
    world.observe(Event("minji", "cup", "cancel", NOW))
    assert grew()
    world.put_membership("run", "minji", NOW)
    assert grew()
    world.drop_membership("run", "minji")
    assert grew()
    world.drop_membership("run", "minji")
    assert not grew()
