"""A member as features see them: rows and arrays instead of ids and dictionaries."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from moim.data.arrays import Floats, Rows
from moim.data.geo import unit_vector
from moim.data.vocabulary import Vocabulary
from moim.data.world import World
from moim.members import EVIDENCE, MemberState, OwnTexts, Profile

T = TypeVar("T")


@dataclass(slots=True)
class Member:
    """A member looked up in the world at one moment. Arrays must not be written to.

    The history has ``h`` activities, those the member opened, liked, joined, attended or cancelled, in the order of
    their last action on each; what they declined is kept apart.

    Attributes
    ----------
    row
        The member; -1 if the world does not know them.
    interests
        Rows of the categories they chose.
    keywords
        Free words they gave.
    region
        Row of their region; -1 if not known.
    home
        Their home on the unit sphere, ``float64[3]``; ``nan`` if not known.
    clubs
        Rows of the clubs they are in.
    friends
        Rows of their friends.
    history
        Activities, ``int32[h]``.
    evidence
        How much each of these says about what they want, ``float64[h]``, positive, a join being 1
        (:data:`moim.members.state.EVIDENCE`).
    history_age
        Seconds since each of these actions, ``float64[h]``, at least 0.
    joined_positions
        Positions in the history of what they joined or attended, ``intp[j]``.
    joined
        Those activities, ``int32[j]``.
    joined_age
        And the seconds since, ``float64[j]``.
    declined
        Activities they declined, ``int32[d]``.
    declined_age
        And the seconds since, ``float64[d]``.
    text_model
        Which texts their own text model has learned; None if there is none.
    interest_names
        Names of the categories they chose, also of those the world does not know.
    """

    row: int
    interests: frozenset[int]
    keywords: tuple[str, ...]
    region: int
    home: Floats
    clubs: frozenset[int]
    friends: frozenset[int]
    history: Rows
    evidence: Floats
    history_age: Floats
    joined_positions: NDArray[np.intp]
    joined: Rows
    joined_age: Floats
    declined: Rows
    declined_age: Floats
    text_model: OwnTexts | None
    interest_names: tuple[str, ...]
    _cache: dict[Hashable, Any] = field(default_factory=dict)

    @property
    def experience(self) -> float:
        """How much is known of the member: the sum of :attr:`evidence`."""
        return float(self.evidence.sum())

    @classmethod
    def of(cls, world: World, profile: Profile, state: MemberState, at: float) -> Member:
        """A member as a platform describes them; ids the world does not know are left out."""
        return cls(
            world.member_ids.get(profile.member_id),
            _known(world.categories, profile.interests),
            profile.keywords,
            world.regions.get(profile.region),
            np.array(unit_vector(profile.lat, profile.lon)),
            _known(world.club_ids, profile.clubs),
            _known(world.member_ids, profile.friends),
            *_looked_up(world, state, at),
            state.topics,
            profile.interests,
        )

    @classmethod
    def in_world(cls, world: World, row: int, state: MemberState, at: float) -> Member:
        """A member as the world itself knows them; for row -1, one of whom only the state is known."""
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
            *_looked_up(world, state, at),
            state.topics,
            world.interests[row],
        )

    @property
    def visits(self) -> Floats:
        """:attr:`evidence` as a number of visits, ``float64[h]``: at most one for each activity."""
        return self.cached("visits", lambda: np.minimum(self.evidence, 1.0))

    def decayed(self, half_life: float) -> Floats:
        """:attr:`evidence` halved for every ``half_life`` seconds since, ``float64[h]``."""
        return self.cached(half_life, lambda: self.evidence * np.exp2(-self.history_age / half_life))

    def cached(self, key: Hashable, make: Callable[[], T]) -> T:
        """What ``make`` returns, made once for all features that ask for it under ``key``."""
        if key not in self._cache:
            self._cache[key] = make()
        made: T = self._cache[key]
        return made


def _known(rows: Vocabulary, names: Iterable[str]) -> frozenset[int]:
    index = rows.index
    return frozenset([index[name] for name in names if name in index])


def _looked_up(
    world: World, state: MemberState, at: float
) -> tuple[Rows, Floats, Floats, NDArray[np.intp], Rows, Floats, Rows, Floats]:
    """What :class:`Member` keeps of a state, from ``history`` to ``declined_age``."""
    index, traces = world.activity_ids.index, state.traces.values()
    rows = np.array([index.get(identifier, -1) for identifier in state.traces], np.int32)
    evidence = np.array([EVIDENCE[trace.standing] for trace in traces], np.float64)
    age = np.maximum(at - np.array([trace.at for trace in traces], np.float64), 0.0)
    if rows.min(initial=0) < 0:
        known = rows >= 0
        rows, evidence, age = rows[known], evidence[known], age[known]
    against = evidence < 0
    declined, declined_age = rows[against], age[against]
    if len(declined):
        rows, evidence, age = rows[~against], evidence[~against], age[~against]
    joined = np.flatnonzero(evidence >= EVIDENCE["join"])
    return rows, evidence, age, joined, rows[joined], age[joined], declined, declined_age
