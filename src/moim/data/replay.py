"""Replaying what a world has seen: back to the start, then event by event.

A model that learns from the past must see each moment as it was: :func:`rewind` gives the same rows with nothing having
happened, :func:`history` gives the events in order, :func:`apply` lets a world observe them one by one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from moim.data.events import Event, MembershipEvent
from moim.data.schema import KINDS
from moim.data.vocabulary import Vocabulary
from moim.data.world import World

Happening = Event | MembershipEvent


def rewind(source: World) -> World:
    """A world of the same rows and friendships in which nothing has happened yet. The two share the friendships."""
    world = World()
    for name in ("member_ids", "club_ids", "activity_ids", "categories", "regions"):
        setattr(world, name, Vocabulary(getattr(source, name).names))
    for name in ("members", "clubs", "activities"):
        setattr(world, name, getattr(source, name).copy())
    world.clubs["size"][:] = world.activities["going"][:] = 0
    world.activities["pace"][:], world.activities["last_join"][:] = 0.0, -np.inf
    for name in ("interests", "keywords", "club_texts", "activity_texts", "friends", "touched"):
        setattr(world, name, getattr(source, name).copy())
    world.club_members = [{} for _ in source.club_members]
    world.participants = [{} for _ in source.participants]
    world.member_clubs = [{} for _ in source.member_clubs]
    world.joined = [{} for _ in source.joined]
    world.declined = [set() for _ in source.declined]
    return world


def history(world: World, start: int = 0, end: int | None = None) -> Iterator[Happening]:
    """Part of a world's log, with the memberships of that time.

    Parameters
    ----------
    world
        Whose log it is.
    start
        The first entry of the log.
    end
        The entry after the last one; to the end unless given.

    Yields
    ------
    Happening
        Events and memberships in order of time. Memberships from the time of the entry before ``start`` (exclusive) to
        that of ``end`` (inclusive) are given, so the next part gives those since the last event again; :func:`apply`
        ignores a membership that is known. Undated ones come first, when starting at 0. A membership of the same time
        as an event comes after it: joining an activity can be what made the member join its club.
    """
    log = world.log
    since = log["at"][start - 1] if start else -math.inf
    until = log["at"][end] if end is not None and end < len(log) else math.inf
    memberships = [
        MembershipEvent(world.club_ids.names[club], world.member_ids.names[member], at)
        for club, members in enumerate(world.club_members)
        for member, at in members.items()
        if (not start if math.isnan(at) else since < at <= until)
    ]
    memberships.sort(key=lambda m: -math.inf if math.isnan(m.at) else m.at)
    pending = 0
    for member, activity, kind, at in zip(
        *(log[name][start:end].tolist() for name in ("member", "activity", "kind", "at")), strict=True
    ):
        while pending < len(memberships) and not memberships[pending].at >= at:
            yield memberships[pending]
            pending += 1
        yield Event(world.member_ids.names[member], world.activity_ids.names[activity], KINDS[kind], at)
    yield from memberships[pending:]


def apply(world: World, happening: Happening) -> None:
    """Let a world observe an event or a new membership."""
    if isinstance(happening, MembershipEvent):
        world.put_membership(happening.club_id, happening.member_id, happening.at)
    else:
        world.observe(happening)
