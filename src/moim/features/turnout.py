"""The organisers' record: how many usually come to a club's activities, and to one series of them.

A series is what one club holds again and again under one title, dates and numbers apart ("Code night, March" and "Code
night, April"; "한강 러닝 3회" and "한강 러닝 4회").
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from moim.data.growable import GrowableTable
from moim.data.world import Floats32, Rows, World

PRIOR_ACTIVITIES = 2.0
"""How many activities of usual attendance are assumed before the first."""

_DATES = re.compile(
    r"\d+(?:st|nd|rd|th)?|jan\w*|feb\w*|mar(?:ch)?\b|apr(?:il)?\b|may\b|june?\b|july?\b|aug\w*|sept?\w*|oct(?:ober)?\b|nov\w*|dec(?:ember)?\b"
    r"|(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)day|[월화수목금토일]요일|회차?|차시|[월일년](?=\s|$)|[^\w가-힣]"
)


def series_key(title: str) -> str:
    """What stays of a title when dates, numbers and decoration are taken away."""
    return " ".join(sorted(set(_DATES.sub(" ", title.lower()).split())))


class TurnoutStatistics:
    """Attendance of clubs and of series over the activities that have started, kept up as time goes on."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._keys: dict[tuple[int, str], int] = {}
        self._rows = GrowableTable(series=(np.int32, -1))
        self._clubs = GrowableTable(held=(np.float64, 0.0), came=(np.float64, 0.0))
        self._series = GrowableTable(held=(np.float64, 0.0), came=(np.float64, 0.0))
        self._held, self._came = 1.0, 5.0
        self._until = -np.inf

    def series(self, rows: Rows) -> Rows:
        """Which series activities belong to, ``int32[n]``."""
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
    def series_known(self) -> int:
        """How many series there are; their numbers lie below."""
        return len(self._keys)

    def advance(self, at: float) -> None:
        """Count the activities that have started by ``at``."""
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

    def usual(self, clubs: NDArray[np.integer], rows: Rows, at: float) -> tuple[Floats32, Floats32]:
        """log(1 + smoothed mean attendance) of activities' clubs, and of their series (smoothed to the club's)."""
        self.advance(at)
        series = self.series(rows)
        k = PRIOR_ACTIVITIES
        club = (self._clubs["came"][clubs] + k * self._came / self._held) / (self._clubs["held"][clubs] + k)
        own = (self._series["came"][series] + k * club) / (self._series["held"][series] + k)
        return np.log1p(club).astype(np.float32), np.log1p(own).astype(np.float32)
