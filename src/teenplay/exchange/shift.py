"""Shifting a whole catalogue by whole days, so that it spans a given time."""

from __future__ import annotations

import math

import numpy as np

from moim.data.dataset import Dataset
from moim.data.schema import SCHEMA
from moim.data.times import DAY


def days_to(dataset: Dataset, moment: float) -> int:
    """The number of days by which to shift the data set.

    After the shift the last interaction is at most one day before ``moment``. Without interactions it is the day on
    which most activities recruit.
    """
    if len(dataset.interactions):
        last = float(np.max(dataset.interactions.number("at")))
    elif len(dataset.activities):
        last = _busiest(dataset)
    else:
        last = float(np.nanmax(np.append(dataset.clubs.number("created_at"), dataset.members.number("joined_at"))))
    return 0 if math.isnan(last) else math.floor((moment - last) / DAY)


def move(dataset: Dataset, days: int) -> None:
    """Add the days to all times of the data set, in place."""
    for table in dataset.tables():
        for column in SCHEMA[table.name]:
            if column.type == "time":
                table.numbers[column.name] = table.numbers[column.name] + days * DAY


def _busiest(dataset: Dataset) -> float:
    """The beginning of the day on which most activities recruit."""
    start = np.floor(dataset.activities.number("recruit_start") / DAY)
    end = np.ceil(dataset.activities.number("recruit_end") / DAY)
    first = start.min()
    change = np.zeros(int(end.max() - first) + 2, np.int64)
    np.add.at(change, (start - first).astype(np.int64), 1)
    np.add.at(change, (end - first).astype(np.int64), -1)
    return float(first + np.argmax(np.cumsum(change))) * DAY
