"""A member as features see them: rows and arrays instead of ids and dictionaries."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from moim.data.geo import unit_vector
from moim.data.growable import Vocabulary
from moim.data.world import Floats, Rows, World
from moim.members.own_texts import OwnTexts
from moim.members.state import EVIDENCE, MemberState, Profile

T = TypeVar("T")


@dataclass(slots=True)
class Member:
    """A member resolved against the world at one moment: rows instead of ids, arrays instead of dictionaries.

    ``past`` are the activities that count for them, ``weight`` how much each says
    (:data:`moim.members.state.EVIDENCE`), ``age`` how long ago it was (seconds); ``went`` says which of them they went
    to, ``joined`` and ``joined_age`` are those; ``refused`` are those they declined; ``topics`` is their own text
    model.
    """

    row: int
    interests: frozenset[int]
    keywords: tuple[str, ...]
    region: int
    home: Floats
    clubs: frozenset[int]
    friends: frozenset[int]
    past: Rows
    weight: Floats
    age: Floats
    went: NDArray[np.intp]
    joined: Rows
    joined_age: Floats
    refused: Rows
    refused_age: Floats
    topics: OwnTexts | None
    interest_names: tuple[str, ...]
    _kept: dict[Hashable, Any] = field(default_factory=dict)

    @property
    def experience(self) -> float:
        """How much we know: the sum of positive evidence, joins counting 1."""
        return float(self.weight.sum())

    @classmethod
    def of(cls, world: World, profile: Profile, state: MemberState, at: float) -> Member:
        """Resolve what a platform says of a member; ids the world does not know are left out."""
        return cls(
            world.member_ids.get(profile.member_id),
            _known(world.categories, profile.interests),
            profile.keywords,
            world.regions.get(profile.region),
            np.array(unit_vector(profile.lat, profile.lon)),
            _known(world.club_ids, profile.clubs),
            _known(world.member_ids, profile.friends),
            *_resolved(world, state, at),
            state.topics,
            profile.interests,
        )

    @classmethod
    def in_world(cls, world: World, row: int, state: MemberState, at: float) -> Member:
        """A member as the world itself knows them; nobody in particular for row -1."""
        if row < 0:
            return cls.of(world, Profile(), state, at)
        m = world.members
        return cls(
            row,
            _known(world.categories, world.interests[row]),
            world.keywords[row],
            int(m["region"][row]),
            np.array([m["x"][row], m["y"][row], m["z"][row]]),
            frozenset(world.member_clubs[row]),
            frozenset(world.friends[row]),
            *_resolved(world, state, at),
            state.topics,
            world.interests[row],
        )

    @property
    def times(self) -> Floats:
        """``weight`` as a number of visits: at most one each. Not to be written to."""
        return self.once("times", lambda: np.minimum(self.weight, 1.0))

    def decayed(self, half_life: float) -> Floats:
        """``weight`` after forgetting: halved every ``half_life`` seconds. Not to be written to."""
        return self.once(half_life, lambda: self.weight * np.exp2(-self.age / half_life))

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What ``make`` gives, made once for all the features that ask for it under ``key``. Not to be written to."""
        if key not in self._kept:
            self._kept[key] = make()
        made: T = self._kept[key]
        return made


def _known(rows: Vocabulary, names: Iterable[str]) -> frozenset[int]:
    index = rows.index
    return frozenset([index[name] for name in names if name in index])


def _resolved(
    world: World, state: MemberState, at: float
) -> tuple[Rows, Floats, Floats, NDArray[np.intp], Rows, Floats, Rows, Floats]:
    """What :class:`Member` keeps of a state, from ``past`` to ``refused_age``."""
    index, traces = world.activity_ids.index, state.traces.values()
    rows = np.array([index.get(identifier, -1) for identifier in state.traces], np.int32)
    worth = np.array([EVIDENCE[trace.standing] for trace in traces], np.float64)
    age = np.maximum(at - np.array([trace.at for trace in traces], np.float64), 0.0)
    if rows.min(initial=0) < 0:
        known = rows >= 0
        rows, worth, age = rows[known], worth[known], age[known]
    against = worth < 0
    refused, refused_age = rows[against], age[against]
    if len(refused):
        rows, worth, age = rows[~against], worth[~against], age[~against]
    went = np.flatnonzero(worth >= EVIDENCE["join"])
    return rows, worth, age, went, rows[went], age[went], refused, refused_age
