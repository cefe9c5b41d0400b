"""The data contracts raw, clean and table. A violation names column, value and reason.

pandera and polars are imported here, so this module is imported only while collecting.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pandera.polars as pa
import polars as pl

from teenplay.catalogue.places import KOREA
from teenplay.collect.cleaning import RAW_FIELDS
from teenplay.collect.prices import HIGHEST

_TIME = pl.Datetime("us", "UTC")
_SOUTH, _NORTH, _WEST, _EAST = KOREA
EARLIEST, LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Violation:
    """One violation of a contract by one row."""

    column: str
    value: str
    reason: str


def _ordered(first: str, second: str) -> pa.Check:
    """``first`` is not after ``second`` where both are known."""

    def check(data: pa.PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select((pl.col(first) <= pl.col(second)).fill_null(True))

    return pa.Check(check, name=f"{second} is before {first}", error=f"{second} is before {first}")


def _text(low: int = 0, high: int | None = None) -> pa.Column:
    reason = f"needs {low} to {high} characters" if high else f"needs {low} characters"
    return pa.Column(str, pa.Check.str_length(low, high, error=reason), nullable=False)


def _number(type: type, low: float, high: float) -> pa.Column:
    return pa.Column(type, pa.Check.in_range(low, high, error=f"is not from {low:g} to {high:g}"), nullable=True)


def _time() -> pa.Column:
    return pa.Column(_TIME, pa.Check.in_range(EARLIEST, LATEST, error="is not of this age"), nullable=True)


RAW = pa.DataFrameSchema(
    {name: _text(0, 1_000_000) for name in RAW_FIELDS} | {"source_id": _text(1, 200), "title": _text(1, 1_000)},
    name="raw",
)

_CLEAN = {
    "title": _text(2, 255),
    "region": _text(0, 10),
    "latitude": _number(float, _SOUTH, _NORTH),
    "longitude": _number(float, _WEST, _EAST),
    "price_low": _number(int, 0, HIGHEST),
    "price_high": _number(int, 0, HIGHEST),
    "capacity": _number(int, 1, 100_000),
}
CLEAN = {
    "club": pa.DataFrameSchema(_CLEAN, name="clean"),
    "activity": pa.DataFrameSchema(
        _CLEAN | {name: _time() for name in ("activity_start", "activity_end", "recruit_start", "recruit_end")},
        checks=[
            _ordered("activity_start", "activity_end"),
            _ordered("recruit_start", "recruit_end"),
            _ordered("recruit_end", "activity_end"),
            _ordered("price_low", "price_high"),
        ],
        name="clean",
    ),
}

TABLE = {
    "club": pa.DataFrameSchema({"name": _text(2, 255)}, name="table"),
    "activity": pa.DataFrameSchema(
        {
            "title": _text(2, 255),
            "category_id": pa.Column(int, pa.Check.in_range(1, 13, error="is none of the thirteen"), nullable=False),
            "created_date": pa.Column(_TIME, nullable=False),
            **{name: pa.Column(_TIME, nullable=True) for name in ("recruit_start", "recruit_end", "start", "end")},
        },
        checks=[
            _ordered("created_date", "recruit_start"),
            _ordered("recruit_start", "recruit_end"),
            _ordered("start", "end"),
        ],
        name="table",
    ),
}


def breaches(schema: pa.DataFrameSchema, rows: Sequence[Mapping[str, object]]) -> dict[int, list[Violation]]:
    """The violations by row number; valid rows are not in the result."""
    if not rows:
        return {}
    types = {name: column.dtype.type for name, column in schema.columns.items()}
    frame = pl.DataFrame([{name: row.get(name) for name in types} for row in rows], schema=types)
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        return _by_row(error.failure_cases, rows)
    return {}


def _by_row(failures: pl.DataFrame, rows: Sequence[Mapping[str, object]]) -> dict[int, list[Violation]]:
    found: dict[int, list[Violation]] = defaultdict(list)
    for failure in failures.iter_rows(named=True):
        index, column, reason = failure["index"], failure["column"], str(failure["check"])
        numbers = range(len(rows)) if index is None else (index,)
        for number in numbers:
            value = rows[number].get(column) if failure["schema_context"] == "Column" else None
            breach = Violation(
                column if failure["schema_context"] == "Column" else "", str(value or "")[:200], reason[:200]
            )
            found[number].append(breach)
    return dict(found)
