"""Rows that every page needs and hardly anybody changes, read once a minute by each process."""

from __future__ import annotations

import datetime
from functools import lru_cache

from django.utils import timezone

from moim_django.models import SeasonTheme
from teenplay.catalogue.models import Category, Region, Shown

SECONDS = 60
"""How long an operator's change may take to show."""


def categories(now: datetime.datetime) -> tuple[Category, ...]:
    """The categories shown."""
    return _categories(_period(now))


def regions(now: datetime.datetime) -> tuple[Region, ...]:
    """The regions shown."""
    return _regions(_period(now))


def season(now: datetime.datetime) -> tuple[str, ...]:
    """The words of the season's sentence; none when no operator has set one for the day."""
    return _season(timezone.localdate(now), _period(now))


def forget() -> None:
    """Read all of it anew."""
    for cached in (_categories, _regions, _season):
        cached.cache_clear()


def _period(now: datetime.datetime) -> int:
    return int(now.timestamp()) // SECONDS


@lru_cache(maxsize=1)
def _categories(period: int) -> tuple[Category, ...]:
    return tuple(Category.objects.filter(status=Shown.SHOWN))


@lru_cache(maxsize=1)
def _regions(period: int) -> tuple[Region, ...]:
    return tuple(Region.objects.filter(status=Shown.SHOWN))


@lru_cache(maxsize=1)
def _season(day: datetime.date, period: int) -> tuple[str, ...]:
    theme = SeasonTheme.objects.on(day)
    return tuple(theme.sentence.split()) if theme else ()
