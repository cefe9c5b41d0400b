from __future__ import annotations

import math

import numpy as np
import pytest
from tests.moim.worlds import NOW, activity, small

from moim.data.events import Event, MembershipEvent, events_of
from moim.data.geo import unit_vector
from moim.data.replay import apply, history, rewind
from moim.data.schema import KINDS
from moim.data.times import DAY
from moim.data.world import World
from moim.data.world_arrays import from_arrays, to_arrays


def names(world: World, at: float) -> list[str]:
    return [world.activity_ids.names[row] for row in world.open_at(at)]


def test_open_means_created_recruiting_and_with_a_seat() -> None:
    world = World.of(small([("jun", "night", "join", 50), ("sora", "night", "join", 40)]))
    assert names(world, NOW) == ["bowl", "cup", "morning"]  # night has two seats, both taken
    assert names(world, NOW + 3 * DAY - 1) == ["bowl", "cup", "morning"]
    assert names(world, NOW + 3 * DAY) == []
    assert names(world, NOW - 2 * DAY - 1) == []


def one(**columns: object) -> World:
    return World.of(small(activities=[activity("bowl", "clay", "그릇", **columns)]))


def test_it_opens_when_recruiting_starts_and_closes_when_it_ends() -> None:
    world = one(created_at=NOW - 10, recruit_start=NOW, recruit_end=NOW + 10)
    assert [bool(names(world, NOW + after)) for after in (-1, 0, 9, 10)] == [False, True, True, False]


def test_it_is_not_open_before_it_was_created() -> None:
    world = one(created_at=NOW, recruit_start=NOW - 10, recruit_end=NOW + 10)
    assert [bool(names(world, NOW + after)) for after in (-1, 0)] == [False, True]


def test_what_is_not_listed_is_not_open() -> None:
    world = one()
    world.put_activity(activity("bowl", "clay", "그릇", listed=False))
    assert names(world, NOW) == []


def test_the_last_seat_is_open_until_it_is_taken() -> None:
    world = one(capacity=1)
    assert names(world, NOW) == ["bowl"]
    world.observe(Event("jun", "bowl", "join", NOW))
    assert names(world, NOW) == []


def test_clubs_exist_from_their_creation_on_or_always() -> None:
    world = World.of(
        small(clubs=[{"club_id": "clay", "name": "흙", "created_at": NOW}, {"club_id": "run", "name": "길"}])
    )
    assert [world.clubs_at(NOW + after).tolist() for after in (-1, 0)] == [[1], [0, 1]]


def test_until_leaves_out_what_happened_then_or_later() -> None:
    ties = [{"club_id": "clay", "member_id": who, "joined_at": NOW - ago} for who, ago in (("jun", 40), ("sora", 41))]
    ties.append({"club_id": "run", "member_id": "minji"})  # undated: always
    friends = [{"member_id": "jun", "friend_id": who, "since": NOW - ago} for who, ago in (("sora", 40), ("minji", 41))]
    events = [("jun", "night", "join", 50), ("sora", "night", "join", 40)]
    world = World.of(small(events, club_members=ties, friends=friends), until=NOW - 40)
    minji, jun, sora = range(3)
    assert world.activities["going"].tolist() == [0, 0, 1, 0]
    assert world.club_members == [{sora: NOW - 41}, pytest.approx({minji: math.nan}, nan_ok=True)]
    assert world.clubs["size"].tolist() == [1, 1]
    assert world.friends == [{jun}, {minji}, set()]


def test_without_events_nothing_has_happened() -> None:
    friends = [{"member_id": "jun", "friend_id": "sora"}]
    world = World.of(small([("jun", "night", "join", 50)], friends=friends), events=False)
    assert (len(world.log), world.club_members, world.friends) == (0, [{}, {}], [set(), set(), set()])
    assert len(world.activities) == 4


def test_the_log_is_in_order_of_time_and_of_the_file_within_a_moment() -> None:
    events = [
        ("sora", "cup", "view", 10),
        ("jun", "bowl", "like", 20),
        ("jun", "cup", "join", 10),
        ("minji", "bowl", "view", 30),
    ]
    dataset = small(events)
    expected = [
        Event("minji", "bowl", "view", NOW - 30),
        Event("jun", "bowl", "like", NOW - 20),
        Event("sora", "cup", "view", NOW - 10),
        Event("jun", "cup", "join", NOW - 10),
    ]
    assert list(events_of(dataset)) == expected
    log = World.of(dataset).log
    assert [log[name].tolist() for name in ("member", "activity", "at")] == [
        [0, 1, 2, 1],
        [0, 0, 1, 1],
        [NOW - 30, NOW - 20, NOW - 10, NOW - 10],
    ]
    assert [KINDS[kind] for kind in log["kind"]] == ["view", "like", "view", "join"]


def test_rows_hold_what_the_tables_say() -> None:
    world = World.of(small())
    minji = world.member_ids.get("minji")
    assert world.regions.names[world.members["region"][minji]] == "서울"
    assert (world.interests[minji], world.keywords[minji]) == (("취미",), ("도자기",))
    assert [world.members[axis][minji] for axis in "xyz"] == list(unit_vector(37.56, 126.97))
    assert world.members["region"].tolist()[1:] == [-1, -1]
    assert np.isnan(world.members["since"]).all()
    assert world.club_texts == [("흙과 손", "", ""), ("한강 러닝크루", "", "")]
    assert world.clubs["held"].tolist() == [2, 2]
    bowl = world.activity_ids.get("bowl")
    columns = ("created", "recruit_start", "recruit_end", "start", "end", "capacity", "club", "going")
    assert [world.activities[name][bowl] - at for name, at in zip(columns[:5], (NOW,) * 5, strict=True)] == [
        *(-2 * DAY, -2 * DAY, 3 * DAY, 5 * DAY, 5 * DAY + 7200)
    ]
    assert [world.activities[name][bowl] for name in columns[5:]] == [math.inf, 0, 0]
    assert [world.activities[axis][bowl] for axis in "xyz"] == list(unit_vector(37.56, 126.97))


def test_a_row_that_changes_keeps_its_number_and_its_counts() -> None:
    world = World.of(small([("jun", "bowl", "join", 50)]))
    assert (
        world.put_activity(activity("bowl", "clay", "새 이름", intro="소개", content="내용", place="화실", tags="흙"))
        == 0
    )
    assert world.activity_texts[0] == ("새 이름", "소개 내용", "화실", "흙")
    assert world.activities["going"][0] == 1
    assert world.clubs["held"].tolist() == [2, 2]
    assert world.touched == [0, 1, 2, 3, 0]
    assert (
        world.put_club(
            {
                "club_id": "clay",
                "name": "물레",
                "intro": "소개",
                "tags": "흙",
                "category": "예술",
                "lat": 37.0,
                "lon": 127.0,
            }
        )
        == 0
    )
    assert world.club_texts[0] == ("물레", "소개", "흙")
    assert world.categories.names[world.clubs["category"][0]] == "예술"
    assert world.clubs["size"][0] == 1
    assert [world.clubs[axis][0] for axis in "xyz"] == list(unit_vector(37.0, 127.0))
    assert world.put_member({"member_id": "jun", "joined_at": NOW, "interests": "음악;운동"}) == 1
    assert world.members["since"][1] == NOW
    assert world.interests[1] == ("음악", "운동")
    assert world.joined[1] == {0: NOW - 50}
    assert world.put_member({"member_id": "minji"}) == 0
    assert [len(table) for table in (world.members, world.clubs, world.activities)] == [3, 2, 4]


def test_an_activity_without_an_end_ends_when_it_starts() -> None:
    world = one(activity_end=math.nan)
    assert world.activities["end"].tolist() == [NOW + 5 * DAY]


def test_memberships_count_once_and_can_end() -> None:
    world = World.of(small())
    world.put_membership("run", "jun", NOW)
    world.put_membership("run", "jun", NOW + 5)
    world.put_membership("run", "new", NOW)
    assert world.clubs["size"].tolist() == [1, 2]
    assert world.club_members[1] == {1: NOW, 3: NOW}
    assert world.member_clubs[1] == {1: NOW}
    for _ in range(2):
        world.drop_membership("run", "jun")
    assert world.clubs["size"].tolist() == [1, 1]
    assert world.member_clubs[1] == {}
    world.put_membership("nowhere", "jun", NOW)
    world.drop_membership("nowhere", "jun")
    world.drop_membership("run", "nobody")
    assert world.clubs["size"].tolist() == [1, 1]


def test_friends_are_friends_of_one_another_but_not_of_themselves() -> None:
    world = World.of(small())
    world.put_friends("jun", "sora")
    world.put_friends("jun", "jun")
    assert world.friends == [set(), {2}, {1}]


def test_declining_is_kept_until_one_joins_after_all() -> None:
    world = World.of(small())
    for kind, declined in (("decline", {0}), ("view", {0}), ("join", set()), ("cancel", set())):
        world.observe(Event("jun", "bowl", kind, NOW))  # type: ignore[arg-type]
        assert world.declined[1] == declined, kind
    assert world.joined[1] == world.participants[0] == {}


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


def test_an_unknown_kind_changes_nothing() -> None:
    world = World.of(small())
    with pytest.raises(KeyError, match="unknown kind dance"):
        world.observe(Event("new", "bowl", "dance", NOW))  # type: ignore[arg-type]
    assert (len(world.log), world.member_ids.get("new")) == (0, -1)


def test_an_unknown_member_is_taken_in() -> None:
    world = World.of(small())
    assert world.observe(Event("new", "bowl", "join", NOW)) == (3, 0)
    assert world.member_ids.get("new") == 3
    assert world.members["region"][3] == -1
    assert np.isnan([world.members[name][3] for name in ("since", *"xyz")]).all()
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


def test_a_category_of_its_own_comes_before_that_of_the_club() -> None:
    world = World.of(small())
    world.put_activity(activity("night", "run", "한강", category="취미"))
    assert world.categories.names[world.activities["category"][2]] == "취미"


def test_a_join_fades_by_half_in_two_days() -> None:
    world = World.of(small([("jun", "bowl", "join", 2 * DAY), ("sora", "bowl", "join", 0)]))
    assert world.activities["pace"][0] == pytest.approx(1.5)


def test_places_without_sense_are_no_places() -> None:
    for lat, lon in ((math.nan, 1.0), (math.inf, 1.0), (91.0, 1.0), (1.0, 181.0)):
        assert all(math.isnan(axis) for axis in unit_vector(lat, lon))
    assert unit_vector(90.0, 0.0) == pytest.approx((0.0, 0.0, 1.0), abs=1e-12)


EVENTS = [("jun", "bowl", "join", 90.0), ("sora", "cup", "view", 80.0), ("jun", "bowl", "cancel", 70.0)]
TIES = [{"club_id": "clay", "member_id": "minji"}, {"club_id": "run", "member_id": "jun", "joined_at": NOW - 75}]


def test_history_replayed_into_the_rewound_world_gives_the_same_world() -> None:
    friends = [{"member_id": "jun", "friend_id": "sora"}]
    events = [*EVENTS, ("minji", "bowl", "join", 60.0), ("minji", "cup", "decline", 50.0)]
    world = World.of(small(events, club_members=TIES, friends=friends))
    again = rewind(world)
    assert (again.club_members, again.member_clubs) == ([{}, {}], [{}, {}, {}])
    assert (again.participants, again.joined, again.declined) == ([{}] * 4, [{}] * 3, [set()] * 3)
    assert again.clubs["size"].tolist() == [0, 0]
    for name, value in (("going", 0), ("pace", 0.0), ("last_join", -math.inf)):
        assert again.activities[name].tolist() == [value] * 4
    for happening in history(world):
        apply(again, happening)
    one, other = to_arrays(world), to_arrays(again)
    assert one[1] == other[1]
    for name, array in one[0].items():
        np.testing.assert_array_equal(array, other[0][name], err_msg=name)
    assert (again.participants, again.joined, again.declined) == (world.participants, world.joined, world.declined)
    assert (again.friends, again.touched) == (world.friends, world.touched)
    again.put_activity(activity("new", "clay", "새"))
    again.put_member({"member_id": "new"})
    assert (len(world.activities), world.activity_ids.get("new"), world.member_ids.get("new")) == (4, -1, -1)
    assert (len(world.touched), len(world.interests)) == (4, 3)


def told(world: World, start: int = 0, end: int | None = None) -> list[str]:
    """The history in a few letters: who did what, or joined which club."""
    return [
        f"{h.member_id} in {h.club_id}" if isinstance(h, MembershipEvent) else f"{h.member_id} {h.kind} {h.activity_id}"
        for h in history(world, start, end)
    ]


def test_history_is_in_order_with_undated_memberships_first() -> None:
    world = World.of(small(EVENTS, club_members=TIES))
    assert told(world) == ["minji in clay", "jun join bowl", "sora view cup", "jun in run", "jun cancel bowl"]


def test_parts_of_the_history_make_up_the_whole() -> None:
    # jun enters at the time of the second event, sora after the last one
    ties = [*TIES, {"club_id": "clay", "member_id": "sora", "joined_at": NOW - 10}]
    ties[1] = {"club_id": "run", "member_id": "jun", "joined_at": NOW - 80}
    world = World.of(small(EVENTS, club_members=ties))
    first, second, third = (told(world, *part) for part in ((0, 1), (1, 2), (2, None)))
    assert first == ["minji in clay", "jun join bowl", "jun in run"]  # up to the time of the next event, included
    assert second == ["sora view cup", "jun in run"]  # since the event before, so once more
    assert third == ["jun cancel bowl", "sora in clay"]


def test_a_membership_of_the_moment_of_an_event_comes_after_it() -> None:
    ties = [{"club_id": "clay", "member_id": "jun", "joined_at": NOW - 90}]
    assert told(World.of(small(EVENTS[:2], club_members=ties)))[:2] == ["jun join bowl", "jun in clay"]


def test_a_world_comes_back_from_its_arrays() -> None:
    world = World.of(small([("jun", "bowl", "join", 90.0), ("jun", "cup", "decline", 70.0)]))
    world.put_friends("jun", "sora")
    world.drop_membership("clay", "minji")  # since nan, which equals nothing
    world.put_membership("run", "jun", NOW)
    again = from_arrays(*to_arrays(world))
    assert (again.club_members, again.clubs["size"].tolist()) == ([{}, {1: NOW}], [0, 1])
    assert (again.interests, again.activity_texts, again.touched) == (
        world.interests,
        world.activity_texts,
        [0, 1, 2, 3],
    )
    assert again.participants == world.participants
    assert again.joined == world.joined
    assert again.declined == world.declined
    assert again.friends == world.friends
    assert again.member_clubs == [{}, {1: NOW}, {}]
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
    world.put_activity(activity("cup", "clay", "컵"))
    assert grew()
    world.put_membership("clay", "minji", NOW)
    assert not grew()
