"""Who may be given what, on the world of four activities: rows 0 bowl, 1 cup, 2 night, 3 morning."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pytest
from tests.moim.worlds import NOW, small

from moim.data.world import World
from moim.features import Member
from moim.lists.eligibility import confirmed, eligible, having_ids
from moim.members import MemberState, Profile, Trace

ALL = np.arange(4, dtype=np.int32)


@pytest.fixture
def world() -> World:
    events = [("minji", "bowl", "join", 60.0), ("jun", "cup", "join", 60.0), ("sora", "bowl", "decline", 60.0)]
    return World.of(small(events))


def free(world: World, name: str, state: MemberState | None = None, **wishes: Collection[str]) -> list[bool]:
    member = Member.of(world, Profile(name), state or MemberState(), NOW)
    return eligible(world, ALL, member, **wishes).tolist()


def test_everything_is_eligible_for_a_visitor(world: World) -> None:
    assert free(world, "") == [True, True, True, True]


def test_what_the_world_saw_joined_is_not(world: World) -> None:
    assert free(world, "jun") == [True, False, True, True]
    assert free(world, "minji") == [False, True, True, True]  # the first of all members and activities


@pytest.mark.parametrize(
    ("standing", "out"),
    [("view", False), ("like", False), ("cancel", False), ("join", True), ("attend", True), ("decline", True)],
)
def test_what_the_state_says_was_joined_or_declined_is_not(world: World, standing: str, out: bool) -> None:
    state = MemberState({"night": Trace(standing, int(NOW))})  # type: ignore[arg-type]
    assert free(world, "", state) == [True, True, not out, True]


def test_a_decline_that_only_the_world_remembers_does_not_count(world: World) -> None:
    """The member took it back: their state has no trace of it."""
    assert free(world, "sora") == [True, True, True, True]


def test_what_is_excluded_is_not_and_unknown_ids_exclude_nothing(world: World) -> None:
    assert free(world, "", exclude=["night", "nowhere"]) == [True, True, False, True]
    assert free(world, "", exclude=["nowhere"]) == [True, True, True, True]
    assert free(world, "", exclude=["bowl"]) == [False, True, True, True]


def test_only_candidates_are_but_not_those_already_joined(world: World) -> None:
    assert free(world, "jun", candidates=["cup", "night", "nowhere"]) == [False, False, True, False]
    assert free(world, "jun", candidates=[]) == [False] * 4


def test_only_the_rows_asked_about_are_answered(world: World) -> None:
    member = Member.of(world, Profile("jun"), MemberState(), NOW)
    assert eligible(world, np.array([3, 1], np.int32), member).tolist() == [True, False]
    assert having_ids(world, np.array([3, 1, 0], np.int32), ["bowl", "nowhere"]).tolist() == [False, False, True]


NAMES = [f"i{row}" for row in range(20)]
ROWS = np.arange(10, 20, dtype=np.int32)  # position p is the item i1p


class Platform:
    def __init__(self, allowed: Collection[str]) -> None:
        self.allowed, self.asked = allowed, []  # type: ignore[var-annotated]

    def __call__(self, ids: list[str]) -> Collection[str]:
        self.asked.append(ids)
        return [one for one in ids if one in self.allowed]


def test_without_a_platform_the_first_are_taken() -> None:
    assert confirmed(np.array([7, 2, 5]), ROWS, NAMES, None, 2) == [7, 2]


def test_the_platform_is_asked_in_batches_of_as_many_as_are_wanted() -> None:
    platform = Platform(["i15", "i16"])
    assert confirmed(np.array([9, 8, 7, 6, 5, 4, 3]), ROWS, NAMES, platform, 3) == [6, 5]
    # After [9, 8, 7] none is confirmed; after [6, 5, 4] two are, more than half of three: that is enough.
    assert platform.asked == [["i19", "i18", "i17"], ["i16", "i15", "i14"]]


def test_exactly_half_is_enough() -> None:
    platform = Platform(["i12", "i13", "i14", "i15"])
    assert confirmed(np.arange(8), ROWS, NAMES, platform, 4) == [2, 3]  # of [0, 1, 2, 3]
    assert platform.asked == [["i10", "i11", "i12", "i13"]]


def test_one_less_than_half_asks_again_and_no_more_than_wanted_are_given() -> None:
    platform = Platform([f"i{row}" for row in (13, 14, 15, 16, 17)])
    assert confirmed(np.arange(8), ROWS, NAMES, platform, 4) == [3, 4, 5, 6]
    assert len(platform.asked) == 2
    platform = Platform(["i11", "i14"])
    assert confirmed(np.arange(6), ROWS, NAMES, platform, 3) == [1, 4]  # one of three is a third: asked again
    assert len(platform.asked) == 2


def test_the_end_of_the_order_is_the_last_question() -> None:
    platform = Platform([])
    assert confirmed(np.arange(5), ROWS, NAMES, platform, 3) == []
    assert [len(ids) for ids in platform.asked] == [3, 2]
    assert confirmed(np.arange(0), ROWS, NAMES, platform, 3) == []
    assert len(platform.asked) == 2
