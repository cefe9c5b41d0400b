"""The random generator of a row, and marking made-up columns."""

from __future__ import annotations

import datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from teenplay.activities.models import Activity
from teenplay.clubs.models import Club

DAY = datetime.timedelta(days=1)
HOUR = datetime.timedelta(hours=1)
_SEOUL = ZoneInfo("Asia/Seoul")
_TABLES = {Club: 1, Activity: 2}


def generator(seed: int, row: Club | Activity) -> np.random.Generator:
    """The random generator of a row, independent of other rows."""
    return np.random.default_rng([seed, _TABLES[type(row)], row.pk])


def make_up(row: Club | Activity, attribute: str, value: Any) -> None:
    """Set a field and add the name of its column to ``made_up``."""
    setattr(row, attribute, value)
    column = row._meta.get_field(attribute).column  # type: ignore[union-attr]
    if column not in row.made_up:
        row.made_up = [*row.made_up, column]


def at_hour(moment: datetime.datetime, hour: int) -> datetime.datetime:
    """The same day in Seoul at this full hour."""
    return moment.astimezone(_SEOUL).replace(hour=hour, minute=0, second=0, microsecond=0)
