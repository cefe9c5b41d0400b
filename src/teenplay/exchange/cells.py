"""Cells of TeenPlay's CSV files as values of model fields, and back."""

from __future__ import annotations

import datetime
import json
from typing import Any

from django.db import models
from django.db.backends.base.operations import BaseDatabaseOperations

from moim.data.parsing import LARGEST, SMALLEST, parse_integer, parse_moment, parse_number

NULLS = frozenset({"", "NULL", "\\N"})
_BOOLEANS = {"0": False, "1": True, "false": False, "true": True}


def parse(field: models.Field[Any, Any], cell: str) -> Any:
    """The value of a cell. An empty cell is null if the field is nullable, else the field's default.

    Raises
    ------
    ValueError
        The cell is invalid; the message says what it should be.
    """
    if isinstance(field, models.CharField | models.TextField | models.FileField):
        return _text(field, cell)
    if cell in NULLS:
        if field.null:
            return None
        if field.has_default():
            return field.get_default()
        raise ValueError("the cell is empty")
    if isinstance(field, models.BooleanField):
        if cell.lower() not in _BOOLEANS:
            raise ValueError("not 0 or 1")
        return _BOOLEANS[cell.lower()]
    if isinstance(field, models.DateTimeField):
        return _moment(cell)
    if isinstance(field, models.DateField):
        return _day(cell)
    if isinstance(field, models.FloatField):
        return parse_number(cell)
    if isinstance(field, models.JSONField):
        return _json(cell)
    return _integer(field, cell)


def write(field: models.Field[Any, Any], value: Any) -> str:
    """A value as a cell; times are in UTC without an offset, as in TeenPlay's database."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    if isinstance(field, models.JSONField):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return repr(value) if isinstance(value, float) else str(value)


def _text(field: models.Field[Any, Any], cell: str) -> str | None:
    if cell in ("NULL", "\\N") or (not cell and field.null):
        return None if field.null else ""
    if not cell and not field.blank:
        raise ValueError("the cell is empty")
    limit = field.max_length
    if limit is not None and len(cell) > limit:
        raise ValueError(f"{len(cell)} characters where {limit} fit")
    return cell


def _moment(cell: str) -> datetime.datetime:
    try:
        return parse_moment(cell)
    except ValueError:
        raise ValueError("not a time (2024-05-19 04:23:00, UTC)") from None


def _day(cell: str) -> datetime.date:
    try:
        moment = datetime.datetime.fromisoformat(cell)
    except ValueError:
        raise ValueError("not a day (2024-05-19)") from None
    if moment.time() != datetime.time():
        raise ValueError("a time where a day should be")
    return moment.date()


def _json(cell: str) -> Any:
    try:
        return json.loads(cell)
    except RecursionError:
        raise ValueError("JSON that is nested too deeply") from None


def _integer(field: models.Field[Any, Any], cell: str) -> int:
    # Data frames write "3.0" for a whole number in a column with empty cells.
    value = parse_integer(cell.removesuffix(".0"), *_range(field))
    if field.choices and value not in (allowed := [choice for choice, _ in field.flatchoices]):
        raise ValueError(f"not one of {', '.join(map(str, sorted(allowed)))}")
    return value


def _range(field: models.Field[Any, Any]) -> tuple[int, int]:
    """What the database's column holds, the same on every database."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return BaseDatabaseOperations.integer_field_ranges.get(field.get_internal_type(), (SMALLEST, LARGEST))
