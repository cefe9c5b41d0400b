"""How much a member has done since each candidate was created."""

from __future__ import annotations

import numpy as np
from tests.moim.features.contract import held, prepared
from tests.moim.worlds import NOW, activity

from moim.features import Candidates, Member
from moim.features.actions_since import actions_since_creation

HOUR = 3600.0


def counted(hours: list[float], events: list[tuple[str, str, str, float]]) -> list[int]:
    """What jun has done since candidates so many hours old were created."""
    activities = [
        *(held(name, "clay") for name in "xyz"),
        *(activity(f"age{age}", "clay", "x", created_at=NOW - age * HOUR) for age in hours),
    ]
    context, states = prepared(events, activities)
    member = Member.in_world(context.world, context.world.member_ids.get("jun"), states["jun"], NOW)
    rows = np.arange(3, 3 + len(hours), dtype=np.int32)
    candidates = Candidates(context, rows, NOW)
    counts = actions_since_creation(member, candidates)
    assert actions_since_creation(member, candidates) is counts
    return counts.tolist()


def test_actions_count_that_came_after_the_creation() -> None:
    events = [("jun", "y", "join", 24 * HOUR), ("jun", "x", "view", HOUR), ("jun", "z", "decline", 72 * HOUR)]
    assert counted([100, 0.5, 24, 30, 1, 72, 2], events) == [3, 0, 1, 2, 0, 2, 1]


def test_each_activity_counts_once() -> None:
    events = [("jun", "x", "view", 3 * HOUR), ("jun", "x", "like", 2 * HOUR), ("jun", "x", "join", HOUR)]
    assert counted([4], events) == [1]


def test_two_actions_at_one_time_are_two() -> None:
    assert counted([4, 1], [("jun", "x", "view", 3 * HOUR), ("jun", "y", "view", 3 * HOUR)]) == [2, 0]


def test_there_may_be_no_candidates() -> None:
    assert counted([], [("jun", "x", "view", 3 * HOUR)]) == []
