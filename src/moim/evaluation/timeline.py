"""Replays the history of a data set into a world, in order of time."""

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
    """Two members are friends from ``at`` on, seconds since 1970 (``nan``: from the beginning)."""

    one: str
    other: str
    at: float


Relation = MembershipEvent | Friendship


@dataclass(frozen=True, slots=True)
class Moment:
    """All events, and all new memberships and friendships, of one point in time."""

    at: float
    events: tuple[Event, ...]
    relations: tuple[Relation, ...]


def relations_of(dataset: Dataset) -> Iterator[Relation]:
    """Memberships, then friendships, in the order of the tables."""
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


def add_relation(world: World, entry: Relation) -> None:
    """Add a membership or friendship to the world."""
    if isinstance(entry, MembershipEvent):
        apply(world, entry)
    else:
        world.put_friends(entry.one, entry.other)


class Timeline:
    """A world without events, and the moments to replay into it.

    Memberships and friendships without a date are added at the start. Everything of one moment is added together, so a
    ranking at time T uses nothing from T. Within a moment, events come before memberships and friendships: members
    often enter a club by joining one of its activities, and a model learning from that join must not see the
    membership that the join caused.
    """

    def __init__(self, dataset: Dataset) -> None:
        self.world = World.of(dataset, events=False)
        self.events = list(events_of(dataset))
        dated: list[Relation] = []
        for entry in relations_of(dataset):
            if math.isnan(entry.at):
                add_relation(self.world, entry)
            else:
                dated.append(entry)
        entries: list[Event | Relation] = [*self.events, *dated]
        entries.sort(key=attrgetter("at"))
        self._moments = [_moment(at, list(group)) for at, group in groupby(entries, key=attrgetter("at"))]
        self._next = 0

    def __len__(self) -> int:
        """The number of moments, including those already replayed."""
        return len(self._moments)

    def moments(self) -> Iterator[Moment]:
        """The moments not yet replayed; the caller adds them to the world."""
        while self._next < len(self._moments):
            self._next += 1
            yield self._moments[self._next - 1]

    def advance(self, until: float) -> None:
        """Replay all moments before ``until``, seconds since 1970."""
        while self._next < len(self._moments) and self._moments[self._next].at < until:
            moment = self._moments[self._next]
            for event in moment.events:
                self.world.observe(event)
            for entry in moment.relations:
                add_relation(self.world, entry)
            self._next += 1


def _moment(at: float, entries: list[Event | Relation]) -> Moment:
    events = tuple(entry for entry in entries if isinstance(entry, Event))
    return Moment(at, events, tuple(entry for entry in entries if not isinstance(entry, Event)))
