"""The only reader and the only writer of CSV files: UTF-8 with or without a byte order mark, plain or ``.gz``.

Reading is bounded (:mod:`moim.data.csvrows`), and what is wrong is reported with its place. Writing is atomic: a file
appears under its name when all of it is written.
"""

from __future__ import annotations

import csv
import gzip
import io
import os
import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from moim.data.csvrows import CsvRows
from moim.data.problems import DatasetError, Problem

MOST_PROBLEMS = 1_000
"""Rows of another length than the header that are reported before the rest of the file is left unread."""

_CHUNK = 4_096  # rows turned into columns at once


@dataclass(slots=True)
class CsvFile:
    """The cells of a file, by column.

    Attributes
    ----------
    name
        The file's name, for messages.
    header
        Names of the columns, stripped.
    columns
        The cells, one list for each name of ``header``, all of one length.
    lines
        The line each row begins in; the header is line 1.
    """

    name: str
    header: list[str] = field(default_factory=list)
    columns: list[list[str]] = field(default_factory=list)
    lines: Sequence[int] = field(default_factory=lambda: array("q"))

    def __len__(self) -> int:
        """The number of rows, the header not counted."""
        return len(self.lines)

    def column(self, name: str) -> list[str]:
        """The cells of a column.

        Raises
        ------
        ValueError
            There is none of that name.
        """
        return self.columns[self.header.index(name)]

    def rows(self) -> Iterator[tuple[str, ...]]:
        """The rows, each as long as the header."""
        return zip(*self.columns, strict=True)

    def records(self) -> Iterator[dict[str, str]]:
        """The rows, each as column -> cell."""
        return (dict(zip(self.header, row, strict=True)) for row in self.rows())


def find(folder: Path, name: str) -> Path | None:
    """``NAME.csv`` or ``NAME.csv.gz`` in a folder; ``None`` if it has neither."""
    return next((path for path in (folder / f"{name}.csv", folder / f"{name}.csv.gz") if path.is_file()), None)


def read(
    path: Path | str, problems: list[Problem], *, used: Sequence[str] | None = None, blank: bool = False
) -> CsvFile:
    """Read a file with a header line, as far as it can be read.

    Parameters
    ----------
    path
        The file.
    problems
        What is wrong is added here, each with its place.
    used
        Names of the columns that matter, of which none may be duplicated; all, unless given.
    blank
        In a file of one column, take a blank line as an empty cell; otherwise blank lines are skipped.

    Returns
    -------
    CsvFile
        The rows as long as the header; others are reported.
    """
    return _read(CsvRows(Path(path).name, Path(path)), problems, used, blank)


def parse(content: bytes, name: str, problems: list[Problem], *, strict: bool = True) -> CsvFile:
    """Read a file with a header line that is in memory; see :func:`read`.

    Parameters
    ----------
    content
        UTF-8, not packed.
    name
        What problems call the file.
    problems
        What is wrong is added here, each with its place.
    strict
        Report quotes inside cells and quotes that do not end; otherwise they are taken as they stand.
    """
    return _read(CsvRows(name, content, strict), problems, None, False)


def _read(source: CsvRows, problems: list[Problem], used: Sequence[str] | None, blank: bool) -> CsvFile:
    file, lines, kept = CsvFile(source.name), array("q"), list[list[str]]()
    file.lines = lines
    found: list[Problem] = []
    try:
        rows = source.rows()
        file.header = [name.strip() for name in next(rows, (0, []))[1]]
        width = len(file.header)
        file.columns = [[] for _ in file.header]
        for line, row in rows if width else ():
            if not row and blank and width == 1:
                row = [""]
            if len(row) == width:
                kept.append(row)
                lines.append(line)
                if len(kept) == _CHUNK:
                    _take(kept, file.columns)
            elif row:
                found.append(Problem(file.name, line, "", "", _of_another_length(len(row), width)))
                if len(found) >= MOST_PROBLEMS:
                    found.append(Problem(file.name, line, "", "", "too many problems, the rest was not read"))
                    break
    except DatasetError as error:
        found.extend(error.problems)
    _take(kept, file.columns)
    if source.holds_nul:
        found.extend(_nul(file))
    for name in sorted({name for name in (used or file.header) if file.header.count(name) > 1}):
        found.append(Problem(file.name, 1, name, "", "the column is duplicated"))
    problems.extend(found)
    return file


def _of_another_length(cells: int, width: int) -> str:
    return f"{cells} cell{'' if cells == 1 else 's'} where the header has {width}"


def _take(rows: list[list[str]], columns: list[list[str]]) -> None:
    """Move rows to the ends of the columns."""
    if rows:
        for cells, more in zip(columns, zip(*rows, strict=True), strict=True):
            cells.extend(more)
        rows.clear()


def read_first_cells(path: Path | str, names: Sequence[str]) -> list[str]:
    """One cell of each row: of the first column named so or, where the first line holds no such name, the first cell.

    Parameters
    ----------
    path
        The file; its rows may differ in length.
    names
        Names the column may have.

    Returns
    -------
    list[str]
        The cells; rows that are too short are skipped.

    Raises
    ------
    DatasetError
        The file cannot be read.
    """
    rows = (row for _, row in CsvRows(Path(path).name, Path(path)).rows() if row)
    header = next(rows, [])
    position = next((header.index(name) for name in names if name in header), None)
    if position is None:
        return [*header[:1], *(row[0] for row in rows)]
    return [row[position] for row in rows if len(row) > position]


def _nul(file: CsvFile) -> Iterator[Problem]:
    for name, cells in zip(file.header, file.columns, strict=True):
        for line, cell in zip(file.lines, cells, strict=True):
            if "\x00" in cell:
                yield Problem(file.name, line, name, cell, "holds a NUL character")


class Writer(Protocol):
    """What :func:`writing` gives: rows are written as they come."""

    def writerow(self, row: Iterable[object], /) -> object:
        """Write a row."""

    def writerows(self, rows: Iterable[Iterable[object]], /) -> object:
        """Write several rows."""


@contextmanager
def writing(out: Path | str) -> Iterator[Writer]:
    """Write a CSV file: UTF-8, lines that end in a line feed, packed if its name ends in ``.gz``.

    The file appears, or is replaced, when the block has ended without an error; the same rows give the same bytes.
    ``-`` writes to standard output, and what exists but is no file (a pipe, ``/dev/null``) is written to directly.

    Raises
    ------
    DatasetError
        It cannot be written.
    """
    if out == "-":
        yield csv.writer(sys.stdout, lineterminator="\n")
        sys.stdout.flush()
        return
    refuse_unwritable(out)
    path = Path(os.path.realpath(out))
    direct = path.exists() and not path.is_file()
    draft = path if direct else path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with (
            draft.open("wb") as file,
            _packed(file, path) as raw,
            io.TextIOWrapper(raw, encoding="utf-8", newline="") as text,
        ):
            yield csv.writer(text, lineterminator="\n")
        if not direct:
            draft.replace(path)
    except OSError as error:
        raise _unwritable(out, error.strerror or str(error)) from error
    finally:
        if not direct:
            draft.unlink(missing_ok=True)


@contextmanager
def _packed(file: io.BufferedWriter, path: Path) -> Iterator[io.BufferedWriter | gzip.GzipFile]:
    if path.suffix != ".gz":
        yield file
        return
    with gzip.GzipFile(path.name, "wb", fileobj=file, mtime=0) as packed:  # without the time of writing
        yield packed


def write(path: Path | str, header: Sequence[str], rows: Iterable[Iterable[object]]) -> int:
    """Write a file with a header line; folders that are missing are made.

    Returns
    -------
    int
        How many rows were written, the header not counted.

    Raises
    ------
    DatasetError
        It cannot be written.
    """
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(path, error.strerror or str(error)) from error
    written = 0
    with writing(path) as writer:
        writer.writerow(header)
        for row in rows:
            writer.writerow(row)
            written += 1
    return written


def refuse_unwritable(out: Path | str) -> None:
    """Say at once that a file cannot be written, rather than when all has been worked out.

    Raises
    ------
    DatasetError
        Its folder is missing, it is a folder itself, or writing is not allowed.
    """
    if out == "-":
        return
    path = Path(out)
    try:
        if path.is_dir():
            raise _unwritable(out, "it is a folder")
        if not path.parent.is_dir():
            raise _unwritable(out, f"there is no folder {path.parent}")
        if not os.access(path if path.exists() else path.parent, os.W_OK):
            raise _unwritable(out, "not allowed")
    except OSError as error:  # a name that is too long
        raise _unwritable(out, error.strerror or str(error)) from error


def _unwritable(out: Path | str, reason: str) -> DatasetError:
    return DatasetError([Problem(str(out), 0, "", "", f"cannot be written ({reason})")])
