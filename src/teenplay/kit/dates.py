"""Dates, deadlines and ages in words, as people in Korea write them.

All functions take ``now``; days are counted in the active time zone (Asia/Seoul), so "D-1" becomes "오늘 마감" at
midnight there, whatever the clock of the server says.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

SOON = 3
"""A deadline this many days away or fewer is highlighted."""


class Deadline(NamedTuple):
    """A deadline in words, and whether it is near enough to be highlighted."""

    text: str
    soon: bool


def days_until(moment: datetime.datetime, now: datetime.datetime) -> int:
    """Midnights between ``now`` and ``moment`` in the active time zone; 0 is today, negative the past."""
    return (timezone.localtime(moment).date() - timezone.localtime(now).date()).days


def deadline(until: datetime.datetime | None, now: datetime.datetime) -> Deadline | None:
    """The deadline of recruiting that ends at ``until``: "오늘 마감", "내일 마감", "D-3"; ``None`` if not known.

    A window that ends exactly at midnight ends with the day before it: nobody can join on the new day.
    """
    if until is None:
        return None
    if until <= now:
        return Deadline(_("마감"), False)
    days = days_until(until - datetime.timedelta(microseconds=1), now)
    if days == 0:
        return Deadline(_("오늘 마감"), True)
    if days == 1:
        return Deadline(_("내일 마감"), True)
    return Deadline(f"D-{days}", days <= SOON)


def date_and_time(moment: datetime.datetime, now: datetime.datetime) -> str:
    """ "오늘 오후 7:00", "12월 5일 (토) 오후 2:00", with the year where it is another one."""
    local = timezone.localtime(moment)
    clock = date_format(local, pgettext("time of day", "A g:i"))
    return f"{_date(local, now)} {clock}"


def ago(moment: datetime.datetime, now: datetime.datetime) -> str:
    """ "방금", "5분 전", "3시간 전", "6일 전", and the date from a week on."""
    passed = now - moment
    units: tuple[tuple[datetime.timedelta, Callable[[int], str]], ...] = (
        (datetime.timedelta(days=1), lambda n: ngettext("%(n)d일 전", "%(n)d일 전", n)),
        (datetime.timedelta(hours=1), lambda n: ngettext("%(n)d시간 전", "%(n)d시간 전", n)),
        (datetime.timedelta(minutes=1), lambda n: ngettext("%(n)d분 전", "%(n)d분 전", n)),
    )
    for unit, words in units:
        if passed >= datetime.timedelta(days=7):
            return _date(timezone.localtime(moment), now)
        if passed >= unit:
            n = passed // unit
            return words(n) % {"n": n}
    return _("방금")


def span(start: datetime.datetime | None, end: datetime.datetime | None, now: datetime.datetime) -> str:
    """Start and end, naming the day once if it is the same; "" if the start is not known."""
    if start is None:
        return ""
    first = date_and_time(start, now)
    if end is None or end <= start:
        return first
    if timezone.localtime(start).date() == timezone.localtime(end).date():
        return f"{first}–{date_format(timezone.localtime(end), pgettext('time of day', 'A g:i'))}"
    return f"{first} – {date_and_time(end, now)}"


def _date(local: datetime.datetime, now: datetime.datetime) -> str:
    today = timezone.localtime(now).date()
    days = (local.date() - today).days
    if days in (0, 1):
        return (_("오늘"), _("내일"))[days]
    written = pgettext("date in this year", "n월 j일")
    if local.year != today.year:
        written = pgettext("date in another year", "Y년 n월 j일")
    weekday = _("월 화 수 목 금 토 일").split()[local.weekday()]
    return f"{date_format(local, written)} ({weekday})"
