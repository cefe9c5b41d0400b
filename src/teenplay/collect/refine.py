"""Cleaning new and changed rows; rows that violate a contract are quarantined with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from django.db import transaction
from tqdm import tqdm

from teenplay.collect.borders import clean_rows
from teenplay.collect.cleaning import Clean
from teenplay.collect.models import Breach, Collected

BATCH = 1_000


def refine(*, quiet: bool = False) -> dict[str, int]:
    """Clean all new and changed rows; returns how many are clean and how many quarantined."""
    waiting = Collected.objects.filter(state=Collected.CleaningState.NEW).order_by("pk")
    counts = {"clean": 0, "quarantined": 0}
    with tqdm(total=waiting.count(), desc="clean", unit="row", disable=quiet) as progress:
        for batch in _batches(list(waiting.values_list("pk", flat=True))):
            rows = list(Collected.objects.filter(pk__in=batch).order_by("pk"))
            broken = _refine(rows)
            counts["quarantined"] += broken
            counts["clean"] += len(rows) - broken
            progress.update(len(rows))
    return counts


def _batches(keys: list[int]) -> Iterator[list[int]]:
    for at in range(0, len(keys), BATCH):
        yield keys[at : at + BATCH]


@transaction.atomic
def _refine(rows: list[Collected]) -> int:
    """Clean some rows; returns how many violate a contract."""
    found = clean_rows([(row.raw, row.kind, row.first_seen) for row in rows])
    breaches = []
    for row, (cleaned, border, broken) in zip(rows, found, strict=True):
        row.cleaned = stored(cleaned) if cleaned else None
        row.state = Collected.CleaningState.QUARANTINED if broken else Collected.CleaningState.CLEAN
        breaches += [
            Breach(row=row, border=border, column=one.column, value=one.value, reason=one.reason) for one in broken
        ]
    Breach.objects.filter(row__in=rows).delete()
    Collected.objects.bulk_update(rows, ["cleaned", "state"], batch_size=200)
    Breach.objects.bulk_create(breaches)
    return len({breach.row_id for breach in breaches})


def stored(row: Clean) -> dict[str, object]:
    """A clean row as JSON values."""
    return {
        name: value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value for name, value in row.items()
    }
