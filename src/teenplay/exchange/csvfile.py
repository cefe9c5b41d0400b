"""CSV files with the place of everything that is wrong in them."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from moim.data.dataset import Problem


@dataclass(slots=True)
class Sheet:
    """A CSV file as read: ``rows`` as long as ``header``, and the line each row begins in (the header's is 1)."""

    name: str
    header: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


def find(folder: Path, name: str) -> Path | None:
    """``NAME.csv`` or ``NAME.csv.gz`` in the folder."""
    return next((path for path in (folder / f"{name}.csv", folder / f"{name}.csv.gz") if path.is_file()), None)


def read(path: Path, problems: list[Problem]) -> Sheet:
    """Read a UTF-8 CSV file (``.gz`` as well); what cannot be read is added to ``problems``."""
    sheet = Sheet(path.name)
    line = 1
    try:
        with _open(path) as stream:
            reader = csv.reader(stream, strict=True)
            sheet.header = [column.strip() for column in next(reader, [])]
            line = reader.line_num + 1
            for row in reader:
                if row and len(row) != len(sheet.header):
                    message = f"{len(row)} cells where the header has {len(sheet.header)}"
                    problems.append(Problem(path.name, line, "", "", message))
                elif row:
                    sheet.rows.append(row)
                    sheet.lines.append(line)
                line = reader.line_num + 1
    except OSError as error:
        problems.append(Problem(path.name, 0, "", "", f"cannot be read ({error.strerror or error})"))
    except (csv.Error, UnicodeDecodeError, EOFError) as error:
        problems.append(Problem(path.name, line, "", "", f"not a readable UTF-8 CSV file ({error})"))
    for column in sorted({column for column in sheet.header if sheet.header.count(column) > 1}):
        problems.append(Problem(path.name, 1, column, "", "the column stands there twice"))
    return sheet


def write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Write a CSV file; how many rows it has."""
    path.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        for row in rows:
            writer.writerow(row)
            count += 1
    return count


def _open(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return io.TextIOWrapper(gzip.open(path, "rb"), encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")
