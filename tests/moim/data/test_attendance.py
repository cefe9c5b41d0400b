"""Who goes where, as arrays that follow the world."""

from __future__ import annotations

import numpy as np
from tests.moim.worlds import NOW, small

from moim.data.attendance import Attendance
from moim.data.events import Event
from moim.data.world import World


def test_follows_joins_cancels_and_declines() -> None:
    world = World.of(small([("jun", "cup", "join", 60.0)]))
    cup, night = world.activity_ids.get("cup"), world.activity_ids.get("night")
    attendance = Attendance(world)

    def going() -> list[list[str]]:
        sizes, who = attendance.of(np.array([night, cup]))
        names = [world.member_ids.names[row] for row in who.tolist()]
        return [names[: sizes[0]], names[sizes[0] :]]

    assert going() == [[], ["jun"]]
    world.observe(Event("minji", "cup", "join", NOW))
    world.observe(Event("sora", "night", "join", NOW))
    assert going() == [["sora"], ["jun", "minji"]]
    world.observe(Event("minji", "cup", "view", NOW))
    world.observe(Event("jun", "cup", "cancel", NOW))
    world.observe(Event("sora", "night", "decline", NOW))
    assert going() == [[], ["minji"]]


def test_an_activity_put_later_is_found_empty() -> None:
    world = World.of(small())
    attendance = Attendance(world)
    world.put_activity({"activity_id": "new", "club_id": "clay", "title": "새 활동"})
    sizes, who = attendance.of(np.array([world.activity_ids.get("new")]))
    assert (sizes.tolist(), who.tolist()) == ([0], [])
