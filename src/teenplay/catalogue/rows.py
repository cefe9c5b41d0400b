"""Categories, regions and the season's sentence, cached in each process and read again once a minute.

They are read after a response has been sent, so that only the first request of a process waits for them. An operator's
change is therefore visible within a minute, or with the second page after a quiet time.
"""

from __future__ import annotations

import datetime
from typing import Any, NamedTuple

from django.core.signals import request_finished
from django.dispatch import receiver
from django.utils import timezone

from moim_django.models import SeasonTheme
from teenplay.catalogue.models import Category, Region, Shown

KEPT = datetime.timedelta(seconds=60)


class _Rows(NamedTuple):
    read_at: datetime.datetime
    categories: tuple[Category, ...]
    regions: tuple[Region, ...]
    season: tuple[str, ...]


_kept: _Rows | None = None


def categories(now: datetime.datetime) -> tuple[Category, ...]:
    """The categories shown."""
    return _rows(now).categories


def regions(now: datetime.datetime) -> tuple[Region, ...]:
    """The regions shown."""
    return _rows(now).regions


def season(now: datetime.datetime) -> tuple[str, ...]:
    """The words of the season's sentence; empty when no operator has set one for the day."""
    return _rows(now).season


def forget() -> None:
    """Empty the cache."""
    global _kept
    _kept = None


@receiver(request_finished)
def refresh(**_: Any) -> None:
    """Read the rows again when they are older than :data:`KEPT`."""
    global _kept
    now = timezone.now()
    if _kept is not None and abs(now - _kept.read_at) >= KEPT:
        _kept = _read(now)


def _rows(now: datetime.datetime) -> _Rows:
    global _kept
    found = _kept or _read(now)
    _kept = found
    return found


def _read(now: datetime.datetime) -> _Rows:
    theme = SeasonTheme.objects.on(timezone.localdate(now))
    return _Rows(
        now,
        tuple(Category.objects.filter(status=Shown.SHOWN)),
        tuple(Region.objects.filter(status=Shown.SHOWN)),
        tuple(theme.sentence.split()) if theme else (),
    )
