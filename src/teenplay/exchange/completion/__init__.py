"""Completing collected rows that have little more than a name, so that the platform can show them.

Made-up columns are named in the row's ``made_up``, so that they never count as evidence. Each row has its own random
generator, seeded by the seed and the row's key: the same seed gives the same values, whatever else is in the database,
and completing again changes nothing.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from django.db import models, transaction
from tqdm import tqdm

from teenplay.activities.models import Activity
from teenplay.clubs.models import Club
from teenplay.exchange.completion.activities import ActivityCompleter
from teenplay.exchange.completion.clubs import ClubCompleter

Row = TypeVar("Row", Club, Activity)


@dataclass(slots=True)
class Completed:
    """How many rows were completed, and notes on what could not be."""

    clubs: int = 0
    activities: int = 0
    notes: list[str] = field(default_factory=list)


@transaction.atomic
def complete(*, seed: int, now: datetime.datetime) -> Completed:
    """Complete clubs, then activities, which depend on clubs, in one transaction.

    Parameters
    ----------
    seed
        Determines the made-up values.
    now
        Made-up creation dates of clubs are before this time.
    """
    completed = Completed()
    clubs = ClubCompleter(seed, now)
    for club in _bar(Club.objects.order_by("id"), "clubs"):
        completed.clubs += clubs.complete(club)
    activities = ActivityCompleter(seed)
    for activity in _bar(Activity.objects.order_by("id").select_related("club__region"), "activities"):
        completed.activities += activities.complete(activity)
    completed.notes = [f"{count:,} {what}" for what, count in (clubs.lacking + activities.lacking).items()]
    return completed


def _bar(rows: models.QuerySet[Row], name: str) -> Iterable[Row]:
    return tqdm(list(rows), desc=name, leave=False, disable=None)
