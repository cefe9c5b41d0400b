"""The generator a row draws from, and marking what it drew."""

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
    """The row's own generator: what it draws does not depend on other rows."""
    return np.random.default_rng([seed, _TABLES[type(row)], row.pk])


def make_up(row: Club | Activity, attribute: str, value: Any) -> None:
    """Set a field and say so in ``made_up``, by the name of its column."""
    setattr(row, attribute, value)
    column = row._meta.get_field(attribute).column  # type: ignore[union-attr]
    if column not in row.made_up:
        row.made_up = [*row.made_up, column]


def at_hour(moment: datetime.datetime, hour: int) -> datetime.datetime:
    """The same day in Seoul at a full hour."""
    return moment.astimezone(_SEOUL).replace(hour=hour, minute=0, second=0, microsecond=0)
