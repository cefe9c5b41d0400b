"""Resolving days: missing years, the k-th week of a month, weekdays relative to now."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date, timedelta, timezone

SEOUL = timezone(timedelta(hours=9), "KST")
"""South Korea has had no daylight saving time since 1988: a fixed offset is exact for everything collected."""

LOOK_AHEAD = timedelta(days=90)
LONG_AGO = timedelta(days=200)  # farther away, a weekday that does not fit is a typing error, not another year
WEEKDAYS = {letter: day for day, letter in enumerate("월화수목금토일")}
WEEKDAYS |= {letter: day for day, letter in enumerate("月火水木金土日")}
WEEKDAYS |= {name: day for day, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}

HOLIDAYS = {
    "신정": (1, 1),
    "발렌타인데이": (2, 14),
    "삼일절": (3, 1),
    "화이트데이": (3, 14),
    "식목일": (4, 5),
    "근로자의날": (5, 1),
    "어린이날": (5, 5),
    "어버이날": (5, 8),
    "현충일": (6, 6),
    "제헌절": (7, 17),
    "광복절": (8, 15),
    "개천절": (10, 3),
    "한글날": (10, 9),
    "할로윈": (10, 31),
    "핼러윈": (10, 31),
    "빼빼로데이": (11, 11),
    "크리스마스이브": (12, 24),
    "크리스마스": (12, 25),
    "성탄절": (12, 25),
}
"""Days with a fixed date, without blanks in their names."""


def day(year: int, month: int, number: int) -> date | None:
    """That day, or None where the calendar has no such day."""
    try:
        return date(year, month, number)
    except ValueError:
        return None


def nearest(month: int, number: int, today: date, weekday: int | None = None) -> date | None:
    """The day of a month and number without a year; ``weekday`` decides between years if only some fit."""
    years = (day(today.year + shift, month, number) for shift in (-1, 0, 1, 2, 3, 4))
    days = [one for one in years if one is not None]
    near = [one for one in days if abs(one.year - today.year) <= 1]
    fitting = [one for one in near if one.weekday() == weekday and one > today - LONG_AGO]
    target = today + LOOK_AHEAD
    return min(fitting or near or days, key=lambda one: abs(one - target), default=None)


def nearest_month(month: int, today: date) -> date:
    """The first day of a month without a year."""
    return min(
        (date(today.year + shift, month, 1) for shift in (-1, 0, 1)), key=lambda one: abs(one - today - LOOK_AHEAD)
    )


def full_year(digits: str, today: date) -> int | None:
    """2024 from "2024", "24" or "'24"; None for a two-digit number that is no year near ``today``."""
    number = int(digits)
    if number >= 1000:
        return number if 1990 <= number <= 2100 else None
    return 2000 + number if abs(2000 + number - today.year) <= 5 else None


def month_end(first: date) -> date:
    """The last day of the month of ``first``."""
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def add_months(first: date, months: int) -> date:
    """The first day of the month ``months`` after that of ``first``."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, 1)


def week_start(today: date, weeks: int = 0) -> date:
    """Monday of the week of ``today``, or of one that many weeks later."""
    return today - timedelta(days=today.weekday()) + timedelta(weeks=weeks)


def next_weekday(days: Iterable[int], since: date) -> date:
    """The first day on or after ``since`` that falls on one of ``days`` (0 is Monday)."""
    return min(since + timedelta(days=(one - since.weekday()) % 7) for one in days)


def nth_week(first: date, nth: int, weekday: int | None) -> tuple[date, date] | None:
    """First and last day of the ``nth`` week of a month (-1: its last), or that week's ``weekday`` as both.

    With a weekday it is the nth such day of the month, as people count. Without one it is the week as ISO 8601 counts:
    from Monday, belonging to the month that holds its Thursday.
    """
    last = month_end(first)
    anchor = 3 if weekday is None else weekday
    if nth == -1:
        one = last - timedelta(days=(last.weekday() - anchor) % 7)
    else:
        one = next_weekday((anchor,), first) + timedelta(weeks=nth - 1)
        if one > last:
            return None
    if weekday is not None:
        return one, one
    return one - timedelta(days=3), one + timedelta(days=3)
