"""The gathering data set: one folder of CSV files, read completely or refused.

UTF-8, comma, one header line, ``NAME.csv`` or ``NAME.csv.gz``; times are ISO 8601 in UTC; an empty cell means "not
known". ``members``, ``clubs`` and ``club_members`` are required; ``activities`` and ``interactions`` may be absent (a
world of clubs only), ``friends`` is optional. Columns that the schema does not name are kept as text.

In memory it is a :class:`Dataset` of one :class:`moim.data.table.Table` each. Texts and ids are kept as written, so
that writing a data set and reading it again changes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import numpy as np

from moim.data import csvfile
from moim.data.arrays import Floats
from moim.data.parsing import parse_id, parse_number, parse_time
from moim.data.problems import DatasetError, Problem
from moim.data.schema import KEYS, KINDS, OPTIONAL, SCHEMA, WINDOWS, Column
from moim.data.table import Table
from moim.data.times import format_time

NO_MEMBER = "no such row in members"

MOST_SEATS = 2**31 - 1
"""The largest capacity: what a database's integer holds."""


@dataclass(slots=True)
class Dataset:
    """Members, clubs, activities and what happened between them, as in the files.

    Attributes
    ----------
    implied
        Cells that name a member without a row of their own, where :func:`read` was asked to accept them.
    remarks
        What was read but is worth a look, such as times without a zone.
    """

    members: Table = field(default_factory=lambda: Table.of("members"))
    clubs: Table = field(default_factory=lambda: Table.of("clubs"))
    activities: Table = field(default_factory=lambda: Table.of("activities"))
    club_members: Table = field(default_factory=lambda: Table.of("club_members"))
    interactions: Table = field(default_factory=lambda: Table.of("interactions"))
    friends: Table = field(default_factory=lambda: Table.of("friends"))
    implied: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()

    def tables(self) -> Iterator[Table]:
        """The six tables in the order of :data:`SCHEMA`."""
        for name in SCHEMA:
            yield getattr(self, name)


def read(folder: Path | str, *, implied_members: bool = False) -> Dataset:
    """Read and check a data set.

    Parameters
    ----------
    folder
        Where the files lie.
    implied_members
        Accept members who act but have no row in ``members`` (they left, or were not exported), as members about whom
        nothing else is known. The cells that name them are listed in ``implied``. When anything else is wrong the set
        is refused and those cells are reported with the rest.

    Raises
    ------
    DatasetError
        With every problem found, when there is at least one.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise DatasetError([Problem(str(folder), 0, "", "", "there is no such folder")])
    problems: list[Problem] = []
    remarks: list[Problem] = []
    dataset = Dataset()
    known: dict[str, set[str]] = {}
    for name in SCHEMA:
        path = csvfile.find(folder, name)
        if path is None:
            if name not in OPTIONAL:
                problems.append(Problem(f"{name}.csv", 0, "", "", "the file is missing (nor is there a .csv.gz)"))
            table = Table.of(name)
        else:
            table = _read_table(path, name, known, problems, remarks)
        if name in KEYS:
            known[name] = set(table.text(KEYS[name]))
        setattr(dataset, name, table)
    if implied_members and problems and all(problem.message == NO_MEMBER for problem in problems):
        dataset.implied = tuple(problems)
        dataset.members = _with_members(dataset.members, sorted({problem.value for problem in problems}))
    elif problems:
        raise DatasetError(problems)
    dataset.remarks = tuple(remarks)
    return dataset


def _with_members(members: Table, ids: list[str]) -> Table:
    blank = [""] * len(ids)
    columns: dict[str, list[str] | list[float]] = {k: v + blank for k, v in (members.texts | members.extra).items()}
    columns |= {k: [*v.tolist(), *([math.nan] * len(ids))] for k, v in members.numbers.items()}
    columns["member_id"] = members.text("member_id") + ids
    return Table.of("members", columns)


def write(dataset: Dataset, folder: Path | str, *, compress: bool = False) -> None:
    """Write a data set; reading it back gives the same tables. Empty optional tables are left out.

    Raises
    ------
    DatasetError
        The folder or a file cannot be written.
    """
    folder = Path(folder)
    for table in dataset.tables():
        left_out = len(table) == 0 and table.name in OPTIONAL
        path = folder / (f"{table.name}.csv.gz" if compress else f"{table.name}.csv")
        if not left_out:
            columns = [_written(table, column) for column in SCHEMA[table.name]] + list(table.extra.values())
            header = [*(column.name for column in SCHEMA[table.name]), *table.extra]
            csvfile.write(path, header, zip(*columns, strict=True))
        for other in (folder / f"{table.name}.csv", folder / f"{table.name}.csv.gz"):
            if left_out or other != path:
                other.unlink(missing_ok=True)


def _written(table: Table, column: Column) -> list[str]:
    if column.type in ("text", "kind"):
        return table.text(column.name)
    cells = table.number(column.name).tolist()
    if column.type == "time":
        return [format_time(cell) for cell in cells]
    if column.type == "count":
        return ["" if math.isnan(cell) else str(int(cell)) for cell in cells]
    return ["" if math.isnan(cell) else repr(cell) for cell in cells]


def _read_table(
    path: Path, name: str, known: dict[str, set[str]], problems: list[Problem], remarks: list[Problem]
) -> Table:
    before = len(problems)
    file = csvfile.read(path, problems)
    if not file.header and len(problems) > before:
        return Table.of(name)  # nothing could be read: that its columns are missing is no news
    for column in SCHEMA[name]:
        if column.required and column.name not in file.header:
            problems.append(Problem(path.name, 1, column.name, "", "the required column is missing"))
    cells = dict(zip(file.header, file.columns, strict=True))
    table = Table(name)
    for column in SCHEMA[name]:
        values = cells.pop(column.name, None)
        if values is None:
            values = [""] * len(file)
        elif column.required:
            problems.extend(
                Problem(path.name, line, column.name, "", "the cell is empty")
                for line, value in zip(file.lines, values, strict=True)
                if not value
            )
        if column.type in ("text", "kind"):
            table.texts[column.name] = values
        else:
            table.numbers[column.name] = _parse(file, column, values, problems)
        if column.type == "time":
            remarks.extend(_without_zone(file, column, values))
        if column.refers_to:
            there = known[column.refers_to]
            problems.extend(
                Problem(path.name, line, column.name, value, f"no such row in {column.refers_to}")
                for line, value in zip(file.lines, values, strict=True)
                if value and value not in there
            )
    table.extra = cells
    _check_rows(file, table, problems)
    return table


def _latitude(text: str) -> float:
    value = parse_number(text)
    if abs(value) > 90:
        raise ValueError("not a latitude (-90 to 90)")
    return value


def _longitude(text: str) -> float:
    value = parse_number(text)
    if abs(value) > 180:
        raise ValueError("not a longitude (-180 to 180)")
    return value


def _seats(text: str) -> float:
    """Whole, but as a float: data frames write 12 as ``12.0`` in a column with gaps."""
    value = parse_number(text, high=MOST_SEATS)
    if value < 0 or value != int(value):
        raise ValueError("not a whole number from 0 on")
    return value


_PARSERS: dict[str, Callable[[str], float]] = {
    "time": parse_time,
    "latitude": _latitude,
    "longitude": _longitude,
    "count": _seats,
}


def _parse(file: csvfile.CsvFile, column: Column, values: list[str], problems: list[Problem]) -> Floats:
    parse = _PARSERS[column.type]
    parsed = [math.nan] * len(values)
    for row, value in enumerate(values):
        if value:
            try:
                parsed[row] = parse(value)
            except ValueError as error:
                problems.append(Problem(file.name, file.lines[row], column.name, value, str(error)))
    return np.array(parsed, np.float64)


def _without_zone(file: csvfile.CsvFile, column: Column, values: list[str]) -> Iterator[Problem]:
    """One remark for a column in which times have no zone, placed at the first of them."""
    rows = [row for row, value in enumerate(values) if value and value[-1] != "Z" and not _zoned(value)]
    if rows:
        message = f"{len(rows):,} time(s) without a zone, taken as UTC, the first"
        yield Problem(file.name, file.lines[rows[0]], column.name, values[rows[0]], message)


def _zoned(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return True  # no time at all, which is reported as such


def _check_rows(file: csvfile.CsvFile, table: Table, problems: list[Problem]) -> None:
    if table.name in KEYS:
        _check_ids(file, KEYS[table.name], table.text(KEYS[table.name]), problems)
    if table.name == "interactions":
        problems.extend(
            Problem(file.name, line, "kind", value, f"not one of {', '.join(KINDS)}")
            for line, value in zip(file.lines, table.text("kind"), strict=True)
            if value and value not in KINDS
        )
    for start, end in WINDOWS.get(table.name, ()):
        early = table.number(end) < table.number(start)
        for row in np.flatnonzero(early).tolist():
            value = format_time(float(table.number(end)[row]))
            message = f"the window ends before it starts ({start})"
            problems.append(Problem(file.name, file.lines[row], end, value, message))


def _check_ids(file: csvfile.CsvFile, key: str, ids: list[str], problems: list[Problem]) -> None:
    first: dict[str, int] = {}
    for line, value in zip(file.lines, ids, strict=True):
        if not value:
            continue
        if first.setdefault(value, line) != line:
            problems.append(Problem(file.name, line, key, value, f"the id is already in line {first[value]}"))
        try:
            parse_id(value)
        except ValueError as error:
            problems.append(Problem(file.name, line, key, value, str(error)))
