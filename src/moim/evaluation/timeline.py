"""The past of a data set, moment by moment, as a world comes to know it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from moim.data.dataset import Dataset
from moim.data.events import Event, MembershipEvent, events_of
from moim.data.replay import apply
from moim.data.world import World


@dataclass(frozen=True, slots=True)
class Friendship:
    """Two members are friends from a time on (``nan``: have always been)."""

    one: str
    other: str
    at: float


Tie = MembershipEvent | Friendship


@dataclass(frozen=True, slots=True)
class Moment:
    """All that happened at one time."""

    at: float
    events: tuple[Event, ...]
    ties: tuple[Tie, ...]


def ties_of(dataset: Dataset) -> Iterator[Tie]:
    """Memberships and friendships in the order of the files."""
    members = dataset.club_members
    for club, member, at in zip(
        members.text("club_id"), members.text("member_id"), members.number("joined_at").tolist(), strict=True
    ):
        yield MembershipEvent(club, member, at)
    friends = dataset.friends
    for one, other, at in zip(
        friends.text("member_id"), friends.text("friend_id"), friends.number("since").tolist(), strict=True
    ):
        yield Friendship(one, other, at)


def tie(world: World, entry: Tie) -> None:
    """Let the world know of a membership or friendship."""
    if isinstance(entry, MembershipEvent):
        apply(world, entry)
    else:
        world.put_friends(entry.one, entry.other)


class Timeline:
    """A world in which nothing has happened yet, and the moments to come.

    Undated memberships and friendships were always there. What happened at one moment becomes known together: a ranking
    at time T knows nothing of T. Events come before ties there, since many a member enters a club by joining one of its
    activities, and nobody learning from that join should find the membership among its causes.
    """

    def __init__(self, dataset: Dataset) -> None:
        self.world = World.of(dataset, events=False)
        self.events = list(events_of(dataset))
        dated: list[Tie] = []
        for entry in ties_of(dataset):
            if math.isnan(entry.at):
                tie(self.world, entry)
            else:
                dated.append(entry)
        entries: list[Event | Tie] = [*self.events, *dated]
        entries.sort(key=attrgetter("at"))
        self._moments = [_moment(at, list(group)) for at, group in groupby(entries, key=attrgetter("at"))]
        self._next = 0

    def __len__(self) -> int:
        """How many moments there are in all."""
        return len(self._moments)

    def moments(self) -> Iterator[Moment]:
        """The moments not yet passed; the caller lets the world observe them."""
        while self._next < len(self._moments):
            self._next += 1
            yield self._moments[self._next - 1]

    def advance(self, until: float) -> None:
        """Let the world observe everything before ``until``."""
        while self._next < len(self._moments) and self._moments[self._next].at < until:
            moment = self._moments[self._next]
            for event in moment.events:
                self.world.observe(event)
            for entry in moment.ties:
                tie(self.world, entry)
            self._next += 1


def _moment(at: float, entries: list[Event | Tie]) -> Moment:
    events = tuple(entry for entry in entries if isinstance(entry, Event))
    return Moment(at, events, tuple(entry for entry in entries if not isinstance(entry, Event)))
