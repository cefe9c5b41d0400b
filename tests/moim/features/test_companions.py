"""Whom a member has met, and where those people go."""

from __future__ import annotations

import numpy as np
from tests.moim.features.contract import PAST, held, near, prepared
from tests.moim.worlds import NOW, small

from moim.data.times import DAY
from moim.features import Candidates, Member
from moim.features.companions import companions_going, companions_of

ACTIVITIES = [PAST, held("older", "run", days_ago=180), *small().activities.rows()]
EVENTS = [
    # minji met jun and sora half a year ago, and jun again just now
    ("minji", "older", "join", 180 * DAY),
    ("jun", "older", "join", 200 * DAY),
    ("sora", "older", "join", 0.0),
    ("minji", "past", "join", 0.0),
    ("jun", "past", "join", 8 * DAY),
    ("jun", "cup", "join", 3600.0),
    ("sora", "cup", "join", 3600.0),
    ("sora", "night", "join", 3600.0),
    ("stranger", "bowl", "join", 3600.0),
]


def test_meetings_fade_by_half_in_180_days_of_the_members_own_join_and_add_up() -> None:
    context, states = prepared(EVENTS, ACTIVITIES)
    world = context.world
    minji = Member.in_world(world, world.member_ids.get("minji"), states["minji"], NOW)
    found = companions_of(context, minji)
    assert found is not None
    people, often = found
    names = [world.member_ids.names[row] for row in people.tolist()]
    assert dict(zip(names, often.tolist(), strict=True)) == {"jun": near(1 / 2 + 1), "sora": near(1 / 2)}


def test_the_first_of_all_members_may_be_a_companion() -> None:
    context, states = prepared([("minji", "past", "join", DAY), ("jun", "past", "join", 180 * DAY)])
    world = context.world
    jun = Member.in_world(world, world.member_ids.get("jun"), states["jun"], NOW)
    found = companions_of(context, jun)
    assert found is not None
    assert [one.tolist() for one in found] == [[world.member_ids.get("minji")], [near(1 / 2)]]
    assert world.member_ids.get("minji") == 0


def test_each_companion_counts_at_each_candidate_they_go_to() -> None:
    context, states = prepared(EVENTS, ACTIVITIES)
    world = context.world
    rows = np.array([world.activity_ids.get(one) for one in ("bowl", "cup", "night")], np.int32)
    minji = Member.in_world(world, world.member_ids.get("minji"), states["minji"], NOW)
    found = companions_going(context, minji, Candidates(context, rows, NOW))
    assert found is not None
    positions, often = found
    assert sorted(zip(positions.tolist(), often.tolist(), strict=True)) == [
        (1, near(0.5)),
        (1, near(1.5)),
        (2, near(0.5)),
    ]


def test_nobody_is_their_own_companion() -> None:
    context, states = prepared([("minji", "past", "join", DAY), ("minji", "cup", "join", DAY)])
    world = context.world
    minji = Member.in_world(world, world.member_ids.get("minji"), states["minji"], NOW)
    assert companions_of(context, minji) is None
    assert companions_going(context, minji, Candidates(context, world.open_at(NOW), NOW)) is None


def test_what_was_only_looked_at_makes_no_companions() -> None:
    context, states = prepared([("minji", "past", "view", DAY), ("jun", "past", "join", DAY)])
    world = context.world
    minji = Member.in_world(world, world.member_ids.get("minji"), states["minji"], NOW)
    assert companions_of(context, minji) is None
