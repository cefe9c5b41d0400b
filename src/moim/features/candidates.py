"""The activities to be ranked at one moment, and what several features need of them, computed once."""

from __future__ import annotations

from functools import cached_property
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from moim.data.arrays import Floats, Floats32, Rows
from moim.data.ragged import Positions, cut
from moim.data.times import DAY
from moim.features.context import FeatureContext


class Candidates:
    """``n`` activities to be ranked at one moment.

    What several features need of them is computed when it is first asked for and kept; such arrays must not be written
    to. Candidates serve any number of members, and become outdated when the world changes.

    Attributes
    ----------
    context
        What features share about the world.
    world
        The world of that context.
    rows
        The activities, ``int32[n]``.
    at
        The moment of ranking, seconds since 1970.
    season
        The sentence for the time of the year; empty if there is none.
    """

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
        """Rows of their clubs, ``intp[n]``."""
        return self.world.activities["club"][self.rows].astype(np.intp)

    @cached_property
    def category(self) -> NDArray[np.intp]:
        """Rows of their categories, ``intp[n]``; -1 if there is none."""
        return self.world.activities["category"][self.rows].astype(np.intp)

    @cached_property
    def start(self) -> Floats:
        """When they start, ``float64[n]``, seconds since 1970; ``nan`` if not known."""
        return self.world.activities["start"][self.rows]

    @cached_property
    def end(self) -> Floats:
        """When they end, ``float64[n]``, seconds since 1970; the start if only that is known."""
        return self.world.activities["end"][self.rows]

    @cached_property
    def log_days_left(self) -> Floats32:
        """log(1 + days until they start), ``float32[n]``; 0 if they have started or the start is not known."""
        left = np.maximum(np.nan_to_num(self.start - self.at), 0.0)
        return np.log1p(left / DAY).astype(np.float32)

    @cached_property
    def age(self) -> Floats:
        """Seconds since they were created, ``float64[n]``, at least 0."""
        return np.maximum(self.at - self.world.activities["created"][self.rows], 0.0)

    @cached_property
    def by_age(self) -> tuple[Floats, NDArray[np.intp]]:
        """Their ages, the youngest first (``float64[n]``), and the rank of each candidate among these (``intp[n]``)."""
        order = np.argsort(self.age, kind="stable")
        rank = np.empty(len(order), np.intp)
        rank[order] = np.arange(len(order))
        return self.age[order], rank

    @cached_property
    def going(self) -> Rows:
        """How many members go, ``int32[n]``."""
        return self.world.activities["going"][self.rows]

    @cached_property
    def going_plus_one(self) -> Floats32:
        """1 + members who go, ``float32[n]``: a denominator that is never 0."""
        return (1.0 + self.going).astype(np.float32)

    @cached_property
    def log_seats(self) -> Floats32:
        """:attr:`FeatureContext.log_seats` of the candidates, ``float32[n]``."""
        return self.context.log_seats[self.rows]

    @cached_property
    def _xyz(self) -> Floats:
        """Their places on the unit sphere, ``float64[3, n]``; ``nan`` if not known."""
        return np.ascontiguousarray(self.context.places[self.rows].T)

    @cached_property
    def has_place(self) -> NDArray[np.bool_]:
        """Whether their place is known, ``bool[n]``."""
        known: NDArray[np.bool_] = ~np.isnan(self._xyz[0])
        return known

    def square_chords(self, points: Floats) -> Floats32:
        """Squared lengths of the chords from points of the unit sphere, ``float64[p, 3]``, to the candidates.

        ``2 - 2 <a, b>``, in double precision until then: 2 km is 1e-7.

        Returns
        -------
        Floats32
            ``float32[p, n]``; ``nan`` if the place is not known. What should be 0 may be a little less.
        """
        squares = (-2.0 * points) @ self._xyz
        squares += 2.0
        return squares.astype(np.float32)

    @cached_property
    def series(self) -> NDArray[np.intp]:
        """Numbers of their series, ``intp[n]``: see :meth:`moim.features.turnout.TurnoutStatistics.series`."""
        return self.context.turnout.series(self.rows).astype(np.intp)

    @cached_property
    def turnout(self) -> tuple[Floats32, Floats32]:
        """Mean turnouts of their clubs and of their series so far, on a logarithmic scale, each ``float32[n]``.

        See :meth:`moim.features.turnout.TurnoutStatistics.log_means`.
        """
        return self.context.turnout.log_means(self.club, self.rows, self.at)

    @cached_property
    def words(self) -> csr_array:
        """Their TF-IDF vectors, ``float32[n, vocabulary]``, rows of length 1 (0 if there is no text)."""
        return self.context.texts.matrix(self.rows, self.at)

    @cached_property
    def by_word(self) -> csc_array:
        """:attr:`words` by column."""
        return self.context.texts.by_word(self.rows, self.at)

    @cached_property
    def season_similarity(self) -> Floats32:
        """Cosine of their TF-IDF vectors with that of the season's sentence, ``float32[n]``."""
        words = self.words
        return cast(Floats32, words @ self.context.texts.query(self.season)[: words.shape[1]])

    @cached_property
    def category_share(self) -> Floats:
        """Share of all joins by category, ``float64[categories + 1]``; the last entry is "no category".

        Each category counts one join more than it has. Categories no activity has yet are not part of the total.
        """
        a = self.world.activities
        size = len(self.world.categories) + 1
        category = a["category"] % size
        joins = np.bincount(category, a["going"], size) + 1.0
        known = np.bincount(category[a["created"] <= self.at], minlength=size) > 0
        return np.asarray(joins / max(float(joins[known].sum()), 1.0), np.float64)

    @cached_property
    def weekday(self) -> NDArray[np.intp]:
        """Weekday of their start in local time, ``intp[n]``; 0 is Monday."""
        return self.context.starts[0][self.rows]

    @cached_property
    def hour(self) -> NDArray[np.intp]:
        """Hour of their start in local time, ``intp[n]``, 0 to 23."""
        return self.context.starts[1][self.rows]

    def calendar_days_until(self, moment: float) -> int:
        """How many local midnights lie between the moment of ranking and another."""
        return self.context.day_of(moment) - self.context.day_of(self.at)

    @cached_property
    def _attendance(self) -> csc_array:
        """Who goes where, ``int8[n, members + 1]`` of ones; the last column, empty, is for members who come later."""
        sizes, who = self.context.attendance.of(self.rows)
        edges = np.concatenate([[0], sizes.cumsum()])
        shape = len(sizes), len(self.world.members) + 1
        return csr_array((np.ones(len(who), np.int8), who, edges), shape=shape).tocsc()

    def goes_to(self, people: NDArray[np.integer[Any]]) -> tuple[Positions, Positions]:
        """Which of the candidates members go to.

        Parameters
        ----------
        people
            Rows of members.

        Returns
        -------
        tuple[Positions, Positions]
            How many candidates each member goes to, of the length of ``people``, and the positions of these candidates,
            member by member.
        """
        matrix = self._attendance
        sizes, at = cut(matrix.indptr, np.minimum(people, matrix.shape[1] - 1))
        return sizes, matrix.indices[at]
