"""What every signal sees, and what it gives.

A signal looks at one member and all candidates at once and says, for each candidate, one number (``float32[n]``). It is
defined for an activity nobody has touched and for a member who has done nothing: then it gives 0 or its neutral value.
Signals know the world only up to the moment they are asked about.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar, TypeVar, cast

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from moim.columns import Vocabulary
from moim.index import Index
from moim.places import unit_vector
from moim.ragged import Positions, cut
from moim.reasons import Reason
from moim.taste import EVIDENCE, MemberState, Profile
from moim.topics.own import OwnTexts
from moim.world import Floats, Floats32, Rows, World

DAY = 86_400.0

T = TypeVar("T")


class Candidates:
    """Activities to be ranked at one moment, with what several signals need of them gathered once."""

    def __init__(self, index: Index, rows: Rows, at: float, season: str = "") -> None:
        self.index = index
        self.world = index.world
        self.rows = rows
        self.at = at
        self.season = season

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def club(self) -> NDArray[np.intp]:
        return self.world.activities["club"][self.rows].astype(np.intp)

    @cached_property
    def category(self) -> NDArray[np.intp]:
        return self.world.activities["category"][self.rows].astype(np.intp)

    @cached_property
    def start(self) -> Floats:
        return self.world.activities["start"][self.rows]

    @cached_property
    def end(self) -> Floats:
        return self.world.activities["end"][self.rows]

    @cached_property
    def days_left(self) -> Floats32:
        """log(1 + days until they start)."""
        left = np.maximum(np.nan_to_num(self.start - self.at), 0.0)
        return np.log1p(left / DAY).astype(np.float32)

    @cached_property
    def age(self) -> Floats:
        """Seconds since the activity was created, at least 0."""
        return np.maximum(self.at - self.world.activities["created"][self.rows], 0.0)

    @cached_property
    def going(self) -> Rows:
        return self.world.activities["going"][self.rows]

    @cached_property
    def company(self) -> Floats32:
        """1 + members going."""
        return (1.0 + self.going).astype(np.float32)

    @cached_property
    def size(self) -> Floats32:
        """log(seats / 16); 0 where seats are unlimited."""
        return self.index.sizes[self.rows]

    @cached_property
    def by_age(self) -> tuple[Floats, NDArray[np.intp]]:
        """Their ages from the youngest on, and where among those each stands."""
        order = np.argsort(self.age, kind="stable")
        place = np.empty(len(order), np.intp)
        place[order] = np.arange(len(order))
        return self.age[order], place

    @cached_property
    def _xyz(self) -> Floats:
        """``float64[3, n]``, ``nan`` where the place is not known."""
        return np.ascontiguousarray(self.index.places[self.rows].T)

    @cached_property
    def placed(self) -> NDArray[np.bool_]:
        placed: NDArray[np.bool_] = ~np.isnan(self._xyz[0])
        return placed

    def square_chords(self, points: Floats) -> Floats32:
        """Squared lengths of the chords from points of the unit sphere, ``float64[p, 3]``, ``float32[p, n]``.

        ``2 - 2 <a, b>``, in double precision until there: 2 km is 1e-7. ``nan`` where the place is not known; what
        should be 0 may be a little less.
        """
        squares = (-2.0 * points) @ self._xyz
        squares += 2.0
        return squares.astype(np.float32)

    @cached_property
    def newness(self) -> Floats32:
        """-log(1 + how many candidates are newer)."""
        order = np.argsort(self.age)
        age = self.age[order]
        # Those of one age have as many newer ones as the first of them.
        first = np.flatnonzero(np.concatenate([[True], age[1:] > age[:-1]])) if len(age) else order
        newer = np.empty(len(age), np.intp)
        newer[order] = np.repeat(first, np.diff(np.append(first, len(age))))
        return -np.log1p(newer).astype(np.float32)

    @cached_property
    def siblings(self) -> Floats32:
        """log(1 + how many candidates are of the same club)."""
        return np.log1p(np.bincount(self.club)[self.club]).astype(np.float32)

    @cached_property
    def series(self) -> NDArray[np.intp]:
        """Which series they belong to: see :meth:`moim.record.Record.series`."""
        return self.index.record.series(self.rows).astype(np.intp)

    @cached_property
    def usual(self) -> tuple[Floats32, Floats32]:
        """The organiser's record: see :meth:`moim.signals.organiser.Record.usual`."""
        return self.index.record.usual(self.club, self.rows, self.at)

    @cached_property
    def words(self) -> csr_array:
        """The activities' TF-IDF vectors, ``[n, vocabulary]``, rows of length 1 (0 where there is no text)."""
        return self.index.texts.matrix(self.rows, self.at)

    @cached_property
    def by_word(self) -> csc_array:
        """:attr:`words` by column."""
        return self.index.texts.by_word(self.rows, self.at)

    @cached_property
    def category_share(self) -> Floats:
        """Share of all joins so far by category, each smoothed by one join; the last entry is "no category"."""
        a = self.world.activities
        size = len(self.world.categories) + 1
        category = a["category"] % size
        joins = np.bincount(category, a["going"], size) + 1.0
        known = np.bincount(category[a["created"] <= self.at], minlength=size) > 0
        return np.asarray(joins / max(float(joins[known].sum()), 1.0), np.float64)

    @cached_property
    def in_season(self) -> Floats32:
        """Cosine of their words with the season's sentence."""
        words = self.words
        return cast(Floats32, words @ self.index.texts.query(self.season)[: words.shape[1]])

    @cached_property
    def weekday(self) -> NDArray[np.intp]:
        return self.index.starts[0][self.rows]

    @cached_property
    def hour(self) -> NDArray[np.intp]:
        return self.index.starts[1][self.rows]

    def calendar_days_until(self, moment: float) -> int:
        """Midnights in local time between the moment of ranking and another."""
        return self.index.day_of(moment) - self.index.day_of(self.at)

    @cached_property
    def _attendance(self) -> csc_array:
        """Who goes where, ``int8[n, members + 1]`` of ones; the last column, empty, is for those who come later."""
        sizes, who = self.index.attendance.of(self.rows)
        edges = np.concatenate([[0], sizes.cumsum()])
        shape = len(sizes), len(self.world.members) + 1
        return csr_array((np.ones(len(who), np.int8), who, edges), shape=shape).tocsc()

    def goes_to(self, people: NDArray[np.integer[Any]]) -> tuple[Positions, Positions]:
        """To how many of the candidates each of these members (rows) goes, and to which, one member behind the other.

        Which are positions among the candidates.
        """
        matrix = self._attendance
        sizes, at = cut(matrix.indptr, np.minimum(people, matrix.shape[1] - 1))
        return sizes, matrix.indices[at]


@dataclass(slots=True)
class Member:
    """A member resolved against the world at one moment: rows instead of ids, arrays instead of dictionaries.

    ``past`` are the activities that count for them, ``weight`` how much each says (:data:`moim.taste.EVIDENCE`),
    ``age`` how long ago it was (seconds); ``went`` says which of them they went to, ``joined`` and ``joined_age`` are
    those; ``refused`` are those they declined; ``topics`` is their own text model.
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
        """What ``make`` gives, made once for all the signals that ask for it under ``key``. Not to be written to."""
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


class Signal(ABC):
    """One number for each candidate. A new signal is one class, one line of registration, and its contract test.

    ``prior`` and ``prior_newcomer`` are its weights before anything was learned, the second times ``1 / (1 + n)`` where
    ``n`` is what we know of the member (:attr:`Member.experience`).
    """

    name: ClassVar[str]
    prior: ClassVar[float] = 0.0
    prior_newcomer: ClassVar[float] = 0.0
    personal: ClassVar[bool] = True
    """Whether it tells something of this member, rather than of the activity; such reasons are told first. Where it is
    not, ``score`` must not look at the member: it is asked once for all who meet the same candidates."""

    def fit(self, index: Index, at: float) -> None:
        """Build what the signal keeps from all the world knows at ``at``. May be called again."""
        self.index = index
        self.world = index.world

    @abstractmethod
    def score(self, member: Member, candidates: Candidates) -> Floats32:
        """``float32[n]``, finite, higher meaning more of what the signal is called."""

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        """Why this signal speaks for one candidate, to which it gave ``value``; None when that is nothing to tell."""
        return None
