"""The gathering data set: one folder of CSV files, read whole or refused whole.

The form: UTF-8, comma, one header line, ``NAME.csv`` or ``NAME.csv.gz``; times are ISO 8601 in UTC; an empty cell
means "not known". ``members``, ``clubs`` and ``club_members`` must be there; ``activities`` and ``interactions`` may be
absent (a world of clubs only), ``friends`` may be there. Columns the form does not know are kept aside.

In memory a table is a :class:`Table`: one array or list per column, all of the same length. Text is ``list[str]`` (not
known: ``""``), numbers and times are ``float64`` (not known: ``nan``), times are seconds since 1970-01-01 UTC.
"""

from __future__ import annotations

import csv
import gzip
import io
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TextIO

import numpy as np
from numpy.typing import NDArray

from moim.data.schema import FORM, KEYS, KINDS, NO_MEMBER, OPTIONAL, WINDOWS, Column, DatasetError, Kind, Problem
from moim.data.times import format_time, parse_time

__all__ = [
    "FORM", "KEYS", "KINDS", "Column", "Dataset", "DatasetError", "Kind", "Problem", "Table",
    "format_time", "parse_time", "read", "split_list", "write",
]  # fmt: skip

Floats = NDArray[np.float64]


@dataclass(slots=True)
class Table:
    """Columns of equal length; ``texts`` and ``numbers`` are those of the form, ``extra`` the others, as text."""

    name: str
    texts: dict[str, list[str]] = field(default_factory=dict)
    numbers: dict[str, Floats] = field(default_factory=dict)
    extra: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, columns: Mapping[str, Iterable[str] | Iterable[float]] | None = None) -> Table:
        """A table of the form from its columns; those not given are "not known" throughout.

        Raises:
            ValueError: the columns are not of one length, or a required one is missing.
        """
        given = {key: list(value) for key, value in (columns or {}).items()}
        lengths = {len(value) for value in given.values()}
        if len(lengths) > 1:
            raise ValueError(f"{name}: columns of different lengths: {sorted(lengths)}")
        rows = lengths.pop() if lengths else 0
        table = cls(name)
        for column in FORM[name]:
            cells = given.pop(column.name, None)
            if cells is None and column.required and rows:
                raise ValueError(f"{name}: column {column.name} is missing")
            if column.type in ("text", "kind"):
                table.texts[column.name] = [str(c) for c in cells] if cells is not None else [""] * rows
            else:
                table.numbers[column.name] = np.array(cells if cells is not None else [math.nan] * rows, np.float64)
        table.extra = {key: [str(c) for c in value] for key, value in given.items()}
        return table

    def __len__(self) -> int:
        return len(next(iter(self.texts.values())))

    def text(self, column: str) -> list[str]:
        """The cells of a text column, ``""`` where not known."""
        return self.texts[column]

    def number(self, column: str) -> Floats:
        """The cells of a time or number column, ``float64[n]``, ``nan`` where not known."""
        return self.numbers[column]

    def rows(self) -> Iterator[dict[str, Any]]:
        """The rows, each as column -> cell; without the extra columns."""
        columns: dict[str, Sequence[Any]] = {**self.texts, **{k: v.tolist() for k, v in self.numbers.items()}}
        names = list(columns)
        for cells in zip(*columns.values(), strict=True):
            yield dict(zip(names, cells, strict=True))

    def take(self, rows: NDArray[np.bool_] | NDArray[np.int64]) -> Table:
        """The table with those rows only (a mask, or indices in the order wanted)."""
        index = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows
        pick = index.tolist()
        return Table(
            self.name,
            {k: [v[i] for i in pick] for k, v in self.texts.items()},
            {k: v[index] for k, v in self.numbers.items()},
            {k: [v[i] for i in pick] for k, v in self.extra.items()},
        )


@dataclass(slots=True)
class Dataset:
    """Members, clubs, activities and what happened between them, as in the files."""

    members: Table = field(default_factory=lambda: Table.of("members"))
    clubs: Table = field(default_factory=lambda: Table.of("clubs"))
    activities: Table = field(default_factory=lambda: Table.of("activities"))
    club_members: Table = field(default_factory=lambda: Table.of("club_members"))
    interactions: Table = field(default_factory=lambda: Table.of("interactions"))
    friends: Table = field(default_factory=lambda: Table.of("friends"))
    implied: tuple[Problem, ...] = ()

    def tables(self) -> Iterator[Table]:
        """The six tables in the order of :data:`FORM`."""
        for name in FORM:
            yield getattr(self, name)


def split_list(cell: str) -> list[str]:
    """The parts of a ``;``-separated cell, stripped, empty ones left out."""
    return [part for part in map(str.strip, cell.split(";")) if part]


def read(folder: Path | str, *, implied_members: bool = False) -> Dataset:
    """Read and check a data set.

    Args:
        folder: where the files lie.
        implied_members: take a member who acts but has no row in ``members`` (they left, or were not exported) as one
            about whom nothing else is known, rather than refuse the set for it. What was taken so is listed in
            ``implied``. When anything else is wrong the set is refused and those cells are reported with the rest.

    Raises:
        DatasetError: with every problem found, when there is at least one; nothing is returned then.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise DatasetError([Problem(str(folder), 0, "", "", "there is no such folder")])
    problems: list[Problem] = []
    dataset = Dataset()
    known: dict[str, set[str]] = {}
    for name in FORM:
        path = _find(folder, name)
        if path is None:
            if name not in OPTIONAL:
                problems.append(Problem(f"{name}.csv", 0, "", "", "the file is missing (nor is there a .csv.gz)"))
            table = Table.of(name)
        else:
            table = _read_table(path, name, known, problems)
        if name in KEYS:
            known[name] = set(table.text(KEYS[name]))
        setattr(dataset, name, table)
    if implied_members and problems and all(problem.message == NO_MEMBER for problem in problems):
        dataset.implied = tuple(problems)
        dataset.members = _with_members(dataset.members, sorted({problem.value for problem in problems}))
    elif problems:
        raise DatasetError(problems)
    return dataset


def _with_members(members: Table, ids: list[str]) -> Table:
    blank = [""] * len(ids)
    columns: dict[str, list[str] | list[float]] = {k: v + blank for k, v in (members.texts | members.extra).items()}
    columns |= {k: [*v.tolist(), *([math.nan] * len(ids))] for k, v in members.numbers.items()}
    columns["member_id"] = members.text("member_id") + ids
    return Table.of("members", columns)


def write(dataset: Dataset, folder: Path | str, *, compress: bool = False) -> None:
    """Write a data set; reading it back gives the same tables. Empty optional tables are left out."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for table in dataset.tables():
        stale = _find(folder, table.name)
        if stale is not None:
            stale.unlink()
        if len(table) == 0 and table.name in OPTIONAL:
            continue
        path = folder / (f"{table.name}.csv.gz" if compress else f"{table.name}.csv")
        with _open(path, "wt") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow([column.name for column in FORM[table.name]] + list(table.extra))
            columns = [_written(table, column) for column in FORM[table.name]] + list(table.extra.values())
            writer.writerows(zip(*columns, strict=True))


def _written(table: Table, column: Column) -> list[str]:
    if column.type in ("text", "kind"):
        return table.text(column.name)
    cells = table.number(column.name).tolist()
    if column.type == "time":
        return [format_time(cell) for cell in cells]
    if column.type == "count":
        return ["" if math.isnan(cell) else str(int(cell)) for cell in cells]
    return ["" if math.isnan(cell) else repr(cell) for cell in cells]


def _find(folder: Path, name: str) -> Path | None:
    for suffix in (".csv", ".csv.gz"):
        path = folder / (name + suffix)
        if path.is_file():
            return path
    return None


def _open(path: Path, mode: Literal["rt", "wt"]) -> TextIO:
    if path.suffix == ".gz":
        if mode == "rt":
            return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
        # mtime=0: the same data set gives the same bytes
        return io.TextIOWrapper(gzip.GzipFile(path, "wb", mtime=0), encoding="utf-8", newline="")
    return path.open(mode, encoding="utf-8-sig" if mode == "rt" else "utf-8", newline="")


def _read_table(path: Path, name: str, known: dict[str, set[str]], problems: list[Problem]) -> Table:
    rows: list[list[str]] = []
    lines: list[int] = []
    try:
        with _open(path, "rt") as stream:
            reader = csv.reader(stream, strict=True)
            header = next(reader, [])
            start = reader.line_num
            for row in reader:
                if row:
                    if len(row) != len(header):
                        message = f"{len(row)} cells where the header has {len(header)}"
                        problems.append(Problem(path.name, start + 1, "", "", message))
                    else:
                        rows.append(row)
                        lines.append(start + 1)
                start = reader.line_num
    except (csv.Error, UnicodeDecodeError, EOFError, gzip.BadGzipFile) as error:
        problems.append(Problem(path.name, len(lines) + 2, "", "", f"not a readable UTF-8 CSV file ({error})"))
        return Table.of(name)
    header = [column.strip() for column in header]
    for column in FORM[name]:
        if column.required and column.name not in header:
            problems.append(Problem(path.name, 1, column.name, "", "the required column is missing"))
    for repeated in sorted({column for column in header if header.count(column) > 1}):
        problems.append(Problem(path.name, 1, repeated, "", "the column stands there twice"))
    cells = dict(zip(header, map(list, zip(*rows, strict=True)), strict=False)) if rows else {h: [] for h in header}
    table = Table(name)
    for column in FORM[name]:
        values = cells.pop(column.name, None)
        if values is None:
            values = [""] * len(rows)
        elif column.required:
            problems.extend(
                Problem(path.name, line, column.name, "", "the cell is empty")
                for line, value in zip(lines, values, strict=True)
                if not value
            )
        if column.type in ("text", "kind"):
            table.texts[column.name] = values
        else:
            table.numbers[column.name] = _parse(path.name, column, values, lines, problems)
        if column.refers_to and column.refers_to in known:
            there = known[column.refers_to]
            problems.extend(
                Problem(path.name, line, column.name, value, f"no such row in {column.refers_to}")
                for line, value in zip(lines, values, strict=True)
                if value and value not in there
            )
    table.extra = cells
    _check_rows(path.name, table, lines, problems)
    return table


def _parse(file: str, column: Column, values: list[str], lines: list[int], problems: list[Problem]) -> Floats:
    parsed = np.full(len(values), math.nan)
    for row, value in enumerate(values):
        if not value:
            continue
        try:
            parsed[row] = parse_time(value) if column.type == "time" else float(value)
        except ValueError:
            what = "not a time (ISO 8601, UTC)" if column.type == "time" else "not a number"
            problems.append(Problem(file, lines[row], column.name, value, what))
            continue
        message = _out_of_range(column, float(parsed[row]))
        if message:
            problems.append(Problem(file, lines[row], column.name, value, message))
    return parsed


def _out_of_range(column: Column, value: float) -> str:
    if not math.isfinite(value):
        return "not a finite number"
    if column.type == "latitude" and abs(value) > 90:
        return "not a latitude (-90 to 90)"
    if column.type == "longitude" and abs(value) > 180:
        return "not a longitude (-180 to 180)"
    if column.type == "count" and (value < 0 or value != int(value)):
        return "not a whole number from 0 on"
    return ""


def _check_rows(file: str, table: Table, lines: list[int], problems: list[Problem]) -> None:
    if table.name in KEYS:
        key = KEYS[table.name]
        first: dict[str, int] = {}
        for line, value in zip(lines, table.text(key), strict=True):
            if value and first.setdefault(value, line) != line:
                problems.append(Problem(file, line, key, value, f"the id stands in line {first[value]} already"))
    if table.name == "interactions":
        problems.extend(
            Problem(file, line, "kind", value, f"not one of {', '.join(KINDS)}")
            for line, value in zip(lines, table.text("kind"), strict=True)
            if value and value not in KINDS
        )
    for start, end in WINDOWS.get(table.name, ()):
        early = table.number(end) < table.number(start)
        for row in np.flatnonzero(early).tolist():
            value = format_time(float(table.number(end)[row]))
            problems.append(Problem(file, lines[row], end, value, f"the window ends before it starts ({start})"))
