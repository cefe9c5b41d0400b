"""The tokens of the scanner; ``start`` and ``end`` are positions in the folded text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Day:
    """A day, or a range of days in one expression ("5월 말"), for which ``exact`` is false."""

    start: int
    end: int
    first: date
    last: date
    exact: bool = True
    deadline: bool = False


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day in minutes. ``open``: 오전 or 오후 was left out, so twelve hours may be missing."""

    start: int
    end: int
    minute: int
    open: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day ("저녁"): from minute to minute."""

    start: int
    end: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Week:
    """Weekdays without a date. ``every``: they repeat."""

    start: int
    end: int
    days: frozenset[int]
    every: bool


MarkKind = Literal["to", "dash_mark", "from", "until", "and", "always", "close", "recruit", "activity", "when", "other"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A word or sign that joins dates, or says what the dates after it are for."""

    start: int
    end: int
    kind: MarkKind


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant written in full (ISO 8601), already in Seoul's time."""

    start: int
    end: int
    at: datetime
    deadline: bool = False


Token = Day | Clock | Part | Week | Mark | Moment
