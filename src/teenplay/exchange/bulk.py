"""Many rows at once, with a progress bar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from django.core.management.color import no_style
from django.db import connection, models
from tqdm import tqdm

BATCH = 2_000
Row = TypeVar("Row", bound=models.Model)


def insert(model: type[Row], rows: Sequence[Row]) -> None:
    """Insert the rows as they are; ids that are not given are not filled in on every database."""
    if not rows:
        return
    given = rows[0].pk is not None
    with tqdm(total=len(rows), desc=model._meta.db_table, unit=" rows", leave=False, disable=None) as bar:
        for start in range(0, len(rows), BATCH):
            some = rows[start : start + BATCH]
            model._default_manager.bulk_create(some)
            bar.update(len(some))
    if given:
        reset_sequences([model])


def reset_sequences(tables: Iterable[type[models.Model]]) -> None:
    """After rows with given ids: the next row gets the next id on PostgreSQL too."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(tables)):
            cursor.execute(statement)
