"""The activities to be ranked at one moment, and what several features need of them, computed once."""

from __future__ import annotations

from functools import cached_property
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from moim.data.ragged import Positions, cut
from moim.data.times import DAY
from moim.data.world import Floats, Floats32, Rows
from moim.features.context import FeatureContext


class Candidates:
    """Activities to be ranked at one moment, with what several features need of them gathered once."""

    def __init__(self, context: FeatureContext, rows: Rows, at: float, season: str = "") -> None:
        self.context = context
        self.world = context.world
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
        return self.context.sizes[self.rows]

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
        return np.ascontiguousarray(self.context.places[self.rows].T)

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
        """Which series they belong to: see :meth:`moim.features.turnout.Record.series`."""
        return self.context.turnout.series(self.rows).astype(np.intp)

    @cached_property
    def usual(self) -> tuple[Floats32, Floats32]:
        """The organiser's record: see :meth:`moim.features.organiser.Record.usual`."""
        return self.context.turnout.usual(self.club, self.rows, self.at)

    @cached_property
    def words(self) -> csr_array:
        """The activities' TF-IDF vectors, ``[n, vocabulary]``, rows of length 1 (0 where there is no text)."""
        return self.context.texts.matrix(self.rows, self.at)

    @cached_property
    def by_word(self) -> csc_array:
        """:attr:`words` by column."""
        return self.context.texts.by_word(self.rows, self.at)

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
        return cast(Floats32, words @ self.context.texts.query(self.season)[: words.shape[1]])

    @cached_property
    def weekday(self) -> NDArray[np.intp]:
        return self.context.starts[0][self.rows]

    @cached_property
    def hour(self) -> NDArray[np.intp]:
        return self.context.starts[1][self.rows]

    def calendar_days_until(self, moment: float) -> int:
        """Midnights in local time between the moment of ranking and another."""
        return self.context.day_of(moment) - self.context.day_of(self.at)

    @cached_property
    def _attendance(self) -> csc_array:
        """Who goes where, ``int8[n, members + 1]`` of ones; the last column, empty, is for those who come later."""
        sizes, who = self.context.attendance.of(self.rows)
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
