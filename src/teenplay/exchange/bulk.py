"""Many rows at once, with a progress bar.

``bulk_create`` compiles an expression for every cell; half a million rows took it three times as long as this.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import attrgetter
from types import NoneType
from typing import Any, TypeVar

from django.core.management.color import no_style
from django.db import connection, models
from tqdm import tqdm

BATCH = 5_000
_AS_THEY_ARE = frozenset({int, str, float, bool, NoneType})
Row = TypeVar("Row", bound=models.Model)


def insert(model: type[Row], rows: Sequence[Row]) -> None:
    """Insert the rows with the dates they have. Either all or none have a primary key; missing keys stay empty."""
    if not rows:
        return
    keyed = rows[0].pk is not None
    fields = [field for field in model._meta.concrete_fields if keyed or not field.primary_key]
    names = [field.attname for field in fields]
    insert_values(model, names, list(map(attrgetter(*names), rows)))
    if keyed:
        with connection.cursor() as cursor:
            # On PostgreSQL, the next row must not get a key that was inserted here.
            for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
                cursor.execute(statement)


def insert_values(model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows given as values of ``fields``; the other columns need a database default or become null."""
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    fields = [by_name[name] for name in names]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    table = model._meta.db_table
    statement = f"INSERT INTO {quote(table)} ({columns}) VALUES ({places})"  # noqa: S608
    with (
        connection.cursor() as cursor,
        tqdm(total=len(rows), desc=table, unit=" rows", leave=False, disable=None) as bar,
    ):
        for start in range(0, len(rows), BATCH):
            some = rows[start : start + BATCH]
            cursor.executemany(statement, list(_prepared(fields, some)))
            bar.update(len(some))


def _prepared(fields: Sequence[models.Field[Any, Any]], rows: Sequence[Sequence[Any]]) -> Iterator[list[Any]]:
    for row in rows:
        yield [
            value if type(value) in _AS_THEY_ARE else field.get_db_prep_save(value, connection)
            for field, value in zip(fields, row, strict=True)
        ]
