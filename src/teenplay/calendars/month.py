"""A month as weeks of days, each with what happens on it."""

from __future__ import annotations

import calendar
import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils import timezone

from teenplay.activities.models import Activity

FIRST, LAST = 2000, 2100


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One day of a month page and its activities; ``inside`` is false for days of the months before and after."""

    date: datetime.date
    inside: bool
    today: bool
    activities: list[Activity] = field(default_factory=list)


def parse(text: str, today: datetime.date) -> datetime.date:
    """The first day of a month written ``2026-05``; of this month where it cannot be read."""
    try:
        found = datetime.datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 (a day, not a moment)
    except ValueError:
        return today.replace(day=1)
    return found if FIRST <= found.year <= LAST else today.replace(day=1)


def bounds(first: datetime.date) -> tuple[datetime.datetime, datetime.datetime]:
    """Midnight before the first and after the last day shown, in the active time zone."""
    days = calendar.Calendar(firstweekday=calendar.SUNDAY).monthdatescalendar(first.year, first.month)
    midnight = datetime.time(tzinfo=timezone.get_current_timezone())
    end = days[-1][-1] + datetime.timedelta(1)
    return datetime.datetime.combine(days[0][0], midnight), datetime.datetime.combine(end, midnight)


def weeks(first: datetime.date, activities: Iterable[Activity], today: datetime.date) -> list[list[CalendarDay]]:
    """The weeks of a month from Sunday on; an activity stands on every day it touches."""
    by_day: defaultdict[datetime.date, list[Activity]] = defaultdict(list)
    days = calendar.Calendar(firstweekday=calendar.SUNDAY).monthdatescalendar(first.year, first.month)
    shown = {day for week in days for day in week}
    for activity in activities:
        if activity.start is None:
            continue
        day = timezone.localtime(activity.start).date()
        # One that ends at midnight does not touch the day that begins then.
        end = max(activity.start, (activity.end or activity.start) - datetime.timedelta(microseconds=1))
        last = min(timezone.localtime(end).date(), max(shown))
        day = max(day, min(shown))
        while day <= last:
            by_day[day].append(activity)
            day += datetime.timedelta(1)
    return [[CalendarDay(day, day.month == first.month, day == today, by_day[day]) for day in week] for week in days]
