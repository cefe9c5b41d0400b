"""One CSV file with a header line (UTF-8, ``.csv`` or ``.csv.gz``), read whole or refused whole."""

from __future__ import annotations

import csv
import gzip
import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from moim.data.dataset import DatasetError, Problem

_LONGEST_CELL = 2**31 - 1  # csv's own limit of 128 KiB is less than some pages of rich text


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of a file: ``header``, ``rows`` as long as it, and the ``lines`` (from 1) the rows start in."""

    file: str
    header: list[str]
    rows: list[list[str]]
    lines: list[int]

    def column(self, name: str) -> list[str]:
        """The cells of a column."""
        position = self.header.index(name)
        return [row[position] for row in self.rows]


def read_sheet(path: Path | str, required: Sequence[str]) -> Sheet:
    """Read a file that must have these columns.

    Raises:
        DatasetError: it cannot be read, lacks one of them, or has rows of another length; all that is wrong.
    """
    path = Path(path)
    problems: list[Problem] = []
    sheet = Sheet(path.name, [], [], [])
    csv.field_size_limit(_LONGEST_CELL)
    try:
        with _open_to_read(path) as stream:
            _read(stream, sheet, problems)
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        line = 0 if isinstance(error, OSError) else len(sheet.rows) + 2
        raise DatasetError([Problem(path.name, line, "", "", f"not a readable UTF-8 CSV file ({reason})")]) from error
    for name in dict.fromkeys(required):
        if name not in sheet.header:
            problems.append(Problem(path.name, 1, name, ",".join(sheet.header), "the column is missing; there are"))
        elif sheet.header.count(name) > 1:
            problems.append(Problem(path.name, 1, name, "", "the column stands there twice"))
    if problems:
        raise DatasetError(problems)
    return sheet


def _open_to_read(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _read(stream: TextIO, sheet: Sheet, problems: list[Problem]) -> None:
    reader = csv.reader(stream, strict=True)
    sheet.header.extend(cell.strip() for cell in next(reader, []))
    width = len(sheet.header)
    start = reader.line_num
    for row in reader:
        if not row and width == 1:
            row = [""]  # an empty cell alone in its line
        if row and len(row) != width:
            problems.append(Problem(sheet.file, start + 1, "", "", f"{len(row)} cells where the header has {width}"))
        elif row:
            sheet.rows.append(row)
            sheet.lines.append(start + 1)
        start = reader.line_num


@contextmanager
def sheet_writer(out: str) -> Iterator[TextIO]:
    """A stream to write a CSV file to, ``-`` for standard output. The file appears when all of it is written."""
    if out == "-":
        yield sys.stdout
        sys.stdout.flush()
        return
    path = Path(out)
    draft = path.with_name(f".{path.name}.part")
    try:
        raw = gzip.GzipFile(draft, "wb", mtime=0) if path.suffix == ".gz" else draft.open("wb")
        with io.TextIOWrapper(raw, encoding="utf-8", newline="") as stream:
            yield stream
        draft.replace(path)
    except OSError as error:
        raise DatasetError([Problem(out, 0, "", "", f"cannot be written ({error.strerror})")]) from error
    finally:
        draft.unlink(missing_ok=True)
