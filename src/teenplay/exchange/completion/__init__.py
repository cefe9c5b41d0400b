"""Completing what was collected: rows that came with little more than a name get what the platform needs to show them.

Every column that is made up is named in the row's ``made_up``, so that it never counts as evidence. Each row draws from
a generator of its own, seeded by the seed and its key: the same seed gives the same rows, whatever else is in the
database, and completing a second time changes nothing.
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
    """How many rows were completed, and what could not be."""

    clubs: int = 0
    activities: int = 0
    notes: list[str] = field(default_factory=list)


@transaction.atomic
def complete(*, seed: int, now: datetime.datetime) -> Completed:
    """Complete clubs, then activities (which lean on them), in one transaction.

    Args:
        seed: what is made up follows from it.
        now: the days clubs are given as the ones they were made on lie before it.
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
