"""A member as features see them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from tests.moim.features.contract import held, near, prepared
from tests.moim.worlds import NOW, small

from moim.data.geo import unit_vector
from moim.data.times import DAY
from moim.data.world import World
from moim.features import Member
from moim.members import MemberState, OwnTexts, Profile, Trace

KINDS = ("view", "like", "join", "attend", "cancel", "decline")
"""Each stands for an activity of its name that a member has so dealt with, a day later than the one before."""


def someone(at: float = NOW) -> tuple[World, Member]:
    """A member who has dealt with one activity in each way, six to one days ago, and with one that is not known."""
    context, _ = prepared([], [held(kind, "clay") for kind in KINDS])
    traces = {kind: Trace(kind, int(NOW - (6 - number) * DAY)) for number, kind in enumerate(KINDS)}
    state = MemberState({"gone": Trace("join", int(NOW)), **traces}, OwnTexts({"view": 1.0}))
    return context.world, Member.in_world(context.world, 0, state, at)


def test_history_joined_and_declined_are_kept_apart() -> None:
    world, member = someone()
    names = world.activity_ids.names
    assert [names[row] for row in member.history] == ["view", "like", "join", "attend", "cancel"]
    assert member.evidence.tolist() == [0.15, 0.5, 1.0, 1.2, 0.2]
    assert (member.history_age / DAY).tolist() == [6, 5, 4, 3, 2]
    assert [names[row] for row in member.joined] == ["join", "attend"]
    assert member.joined_positions.tolist() == [2, 3]
    assert (member.joined_age / DAY).tolist() == [4, 3]
    assert [names[row] for row in member.declined] == ["decline"]
    assert (member.declined_age / DAY).tolist() == [1]


def test_experience_is_the_sum_of_evidence() -> None:
    assert someone()[1].experience == pytest.approx(0.15 + 0.5 + 1 + 1.2 + 0.2)


def test_visits_are_at_most_one_for_each_activity() -> None:
    assert someone()[1].visits.tolist() == [0.15, 0.5, 1.0, 1.0, 0.2]


def test_evidence_is_halved_with_every_half_life() -> None:
    member = someone()[1]
    assert member.decayed(DAY).tolist() == [0.15 / 64, 0.5 / 32, 1 / 16, near(1.2 / 8), 0.2 / 4]
    assert member.decayed(2 * DAY)[-1] == near(0.2 / 2)
    assert member.decayed(DAY) is member.decayed(DAY)


def test_what_happened_later_is_no_time_ago() -> None:
    member = someone(at=NOW - 5.5 * DAY)[1]
    assert (member.history_age / DAY).tolist() == [0.5, 0, 0, 0, 0]
    assert member.declined_age.tolist() == [0.0]


def test_what_is_computed_is_kept_by_its_key() -> None:
    member = someone()[1]
    assert member.cached("a", lambda: [1]) == [1]
    assert member.cached("a", lambda: [2]) == [1]
    assert member.cached("b", lambda: [2]) == [2]


def test_a_member_as_the_world_knows_them() -> None:
    world = World.of(small(friends=[{"member_id": "minji", "friend_id": "sora"}]))
    row = world.member_ids.get("minji")
    texts = OwnTexts({"bowl": 1.0})
    member = Member.in_world(world, row, MemberState(topics=texts), NOW)
    assert (member.row, member.keywords, member.interest_names) == (row, ("도자기",), ("취미",))
    assert member.interests == {world.categories.get("취미")}
    assert member.region == world.regions.get("서울")
    assert member.home.tolist() == pytest.approx(unit_vector(37.56, 126.97))
    assert member.clubs == {world.club_ids.get("clay")}
    assert member.friends == {world.member_ids.get("sora")}
    assert member.text_model is texts
    assert (len(member.history), member.experience) == (0, 0.0)


def test_a_member_as_a_platform_describes_them() -> None:
    world = World.of(small())
    profile = Profile(
        "jun",
        ("취미", "없는 것"),
        ("차",),
        "서울",
        37.5,
        127.0,
        frozenset({"run", "gone"}),
        frozenset({"sora", "gone"}),
    )
    texts = OwnTexts({"bowl": 1.0})
    member = Member.of(world, profile, MemberState(topics=texts), NOW)
    assert (member.row, member.keywords) == (world.member_ids.get("jun"), ("차",))
    assert member.interest_names == ("취미", "없는 것")
    assert member.interests == {world.categories.get("취미")}
    assert member.region == world.regions.get("서울")
    assert member.home.tolist() == pytest.approx(unit_vector(37.5, 127.0))
    assert member.clubs == {world.club_ids.get("run")}
    assert member.friends == {world.member_ids.get("sora")}
    assert member.text_model is texts


def test_nobody_in_particular_is_known_by_what_they_did_alone() -> None:
    world = World.of(small())
    state = MemberState({"bowl": Trace("join", int(NOW - DAY))})
    member = Member.in_world(world, -1, state, NOW)
    assert (member.row, member.region, member.clubs, member.friends) == (-1, -1, frozenset(), frozenset())
    assert np.isnan(member.home).all()
    assert member.joined.tolist() == [world.activity_ids.get("bowl")]
    first = Member.in_world(world, 0, state, NOW)  # but row 0 is somebody
    assert (first.row, math.isnan(first.home[0])) == (0, False)
