"""How many usually come to a club's activities, and to those of one series.

A series is what one club holds again and again under one title, apart from dates and numbers ("Code night, March" and
"Code night, April"; "한강 러닝 3회" and "한강 러닝 4회").
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from moim.data.arrays import Floats32, Rows
from moim.data.growable import GrowableTable
from moim.data.world import World

PRIOR_ACTIVITIES = 2.0
"""How many activities with everyone's mean turnout are added to a club's, and with the club's to a series'. Set by
hand; half or twice as much changes nDCG@10 on Montana by less than .001 (benchmarks/constants.md)."""
FIRST_TURNOUT = 5.0
"""Turnout of the one activity that is added to everyone's, so that a new platform has a mean. Set by hand."""

_DATES = re.compile(
    r"\d+(?:st|nd|rd|th)?|jan\w*|feb\w*|mar(?:ch)?\b|apr(?:il)?\b|may\b|june?\b|july?\b|aug\w*|sept?\w*|oct(?:ober)?\b|nov\w*|dec(?:ember)?\b"
    r"|(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)day|[월화수목금토일]요일|회차?|차시|[월일년](?=\s|$)|[^\w가-힣]"
)


def series_key(title: str) -> str:
    """The words of a title without dates, numbers and punctuation, sorted: equal for the activities of one series.

    >>> series_key("한강 러닝 3회") == series_key("한강 러닝 12회차")
    True
    """
    return " ".join(sorted(set(_DATES.sub(" ", title.lower()).split())))


class TurnoutStatistics:
    """Mean turnout of clubs and series over the activities that have started, counted as time goes on.

    An activity's turnout is how many were going when it was first counted after its start; it is not counted again.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self._keys: dict[tuple[int, str], int] = {}
        self._rows = GrowableTable(series=(np.int32, -1))
        self._clubs = GrowableTable(held=(np.float64, 0.0), came=(np.float64, 0.0))
        self._series = GrowableTable(held=(np.float64, 0.0), came=(np.float64, 0.0))
        self._held, self._came = 1.0, FIRST_TURNOUT
        self._until = -np.inf

    def series(self, rows: Rows) -> Rows:
        """Numbers of the series that activities belong to, ``int32[n]``: equal for one club and one title."""
        while len(self._rows) < len(self.world.activities):
            row = len(self._rows)
            key = (int(self.world.activities["club"][row]), series_key(self.world.activity_texts[row][0]))
            self._rows.append(series=self._keys.setdefault(key, len(self._keys)))
        while len(self._series) < len(self._keys):
            self._series.append()
        while len(self._clubs) < len(self.world.clubs):
            self._clubs.append()
        found: Rows = self._rows["series"][rows]
        return found

    @property
    def series_count(self) -> int:
        """How many series are known; their numbers are below this."""
        return len(self._keys)

    def advance(self, at: float) -> None:
        """Count the activities that have started by ``at``, seconds since 1970. An earlier moment changes nothing."""
        if at <= self._until:
            return
        start = self.world.activities["start"]
        begun = np.flatnonzero((start <= at) & (start > self._until)).astype(np.int32)
        self._until = at
        if len(begun):
            came = self.world.activities["going"][begun].astype(np.float64)
            for table, keys in (
                (self._series, self.series(begun)),
                (self._clubs, self.world.activities["club"][begun]),
            ):
                np.add.at(table["held"], keys, 1.0)
                np.add.at(table["came"], keys, came)
            self._held += len(begun)
            self._came += float(came.sum())

    def log_means(self, clubs: NDArray[np.integer], rows: Rows, at: float) -> tuple[Floats32, Floats32]:
        """log(1 + mean turnout) of activities' clubs and of their series, of what has started by ``at``.

        With ``k`` = :data:`PRIOR_ACTIVITIES`, each mean is smoothed to the next wider one (additive smoothing)::

            everyone = (FIRST_TURNOUT + came) / (1 + held)
            club     = (came to the club + k everyone) / (held by the club + k)
            series   = (came to the series + k club) / (held of the series + k)

        Parameters
        ----------
        clubs
            Rows of the activities' clubs, ``int[n]``.
        rows
            The activities, ``int32[n]``.
        at
            Seconds since 1970.

        Returns
        -------
        tuple[Floats32, Floats32]
            Those of the clubs and those of the series, each ``float32[n]``.
        """
        self.advance(at)
        series = self.series(rows)
        k = PRIOR_ACTIVITIES
        club = (self._clubs["came"][clubs] + k * self._came / self._held) / (self._clubs["held"][clubs] + k)
        own = (self._series["came"][series] + k * club) / (self._series["held"][series] + k)
        return np.log1p(club).astype(np.float32), np.log1p(own).astype(np.float32)
