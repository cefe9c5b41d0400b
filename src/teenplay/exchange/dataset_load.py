"""Loading a data set of five files (:mod:`moim.data.dataset`): reading, validating and shifting it before saving."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

from django.db import models, transaction

from moim.data import csvfile
from moim.data.csvfile import CsvFile
from moim.data.dataset import Dataset, read
from moim.data.problems import DatasetError, Problem
from moim.data.table import Table
from moim.data.times import DAY
from teenplay.activities.models import Activity
from teenplay.clubs.models import Club
from teenplay.exchange import cells, shift
from teenplay.exchange.dataset_rows import Saver, source_ids
from teenplay.exchange.outcome import Outcome
from teenplay.members.models import Member

SOURCE = "dataset"

_LIMITED: dict[str, tuple[type[models.Model], dict[str, str]]] = {
    "members": (
        Member,
        {"member_id": "source_id", "nickname": "nickname", "status": "status", "birth_year": "birth"},
    ),
    "clubs": (
        Club,
        {"club_id": "source_id", "name": "name", "tags": "tags", "category": "source_category", "status": "status"},
    ),
    "activities": (
        Activity,
        {
            "activity_id": "source_id",
            "title": "title",
            "place": "address_location",
            "tags": "tags",
            "category": "source_category",
            "status": "status",
        },
    ),
}


def load(folder: Path, *, source: str = SOURCE, shift_to: float | None = None) -> Outcome:
    """Load a data set in one transaction. Existing rows are left unchanged.

    Parameters
    ----------
    folder
        The folder of the files.
    source
        The source the rows are marked with; source and id identify a row that exists already.
    shift_to
        Shift all times by the same number of whole days, so that the data set spans this time (seconds).

    Raises
    ------
    DatasetError
        The data set is invalid; lists all errors, and nothing is loaded.
    """
    dataset = read(folder)

    def read_file(name: str) -> CsvFile:
        path = csvfile.find(folder, name)
        return csvfile.read(path, []) if path else CsvFile(name)

    problems = check(dataset, read_file)
    if problems:
        raise DatasetError(problems)
    return save(dataset, source=source, shift_to=shift_to)


@transaction.atomic
def save(dataset: Dataset, *, source: str, shift_to: float | None = None) -> Outcome:
    """Write a validated data set to the database, in one transaction."""
    outcome = Outcome()
    if shift_to is not None:
        _shift(dataset, source, shift_to, outcome)
    Saver(dataset, source, outcome).save()
    return outcome


def check(dataset: Dataset, read_file: Callable[[str], CsvFile]) -> list[Problem]:
    """Values the schema allows but the platform's columns cannot hold. ``read_file`` reads a file for line numbers."""
    problems = []
    for name, (model, columns) in _LIMITED.items():
        table: Table = getattr(dataset, name)
        file: CsvFile | None = None
        for column, attribute in columns.items():
            field = model._meta.get_field(attribute)
            for row, cell in enumerate((table.texts | table.extra).get(column, ())):
                try:
                    cells.parse(field, cell)  # type: ignore[arg-type]
                except ValueError as error:
                    file = file or read_file(name)
                    problems.append(Problem(file.name, file.lines[row], column, cell, str(error)))
    return problems + _unknown_owners(dataset, read_file)


def _unknown_owners(dataset: Dataset, read_file: Callable[[str], CsvFile]) -> list[Problem]:
    members = {"", *dataset.members.text("member_id")}
    lost = [(row, id) for row, id in enumerate(dataset.clubs.extra.get("owner_id", ())) if id.strip() not in members]
    if not lost:
        return []
    file = read_file("clubs")
    return [Problem(file.name, file.lines[row], "owner_id", id, "no such row in members") for row, id in lost]


def _shift(dataset: Dataset, source: str, target: float, outcome: Outcome) -> None:
    """Shift the data set; by the same number of days as before, if part of it has been loaded already."""
    before = _shift_before(dataset, source)
    days = shift.days_to(dataset, target) if before is None else before
    shift.move(dataset, days)
    outcome.notes.append(f"all times moved by {days:+,} days" + ("" if before is None else ", as at the first load"))


def _shift_before(dataset: Dataset, source: str) -> int | None:
    """The shift in days of an earlier load of this data set; ``None`` without an earlier load."""
    activities = bool(len(dataset.activities))
    table = dataset.activities if activities else dataset.clubs
    model: type[models.Model] = Activity if activities else Club
    made = dict(zip(source_ids(table, source), table.number("created_at").tolist(), strict=True))
    rows = model._default_manager.filter(source__isnull=False)
    for own, id, created in rows.values_list("source", "source_id", "created_date").iterator():
        at = made.get((own, id), math.nan)
        if not math.isnan(at):
            days: int = round((created.timestamp() - at) / DAY)
            return days
    return None
