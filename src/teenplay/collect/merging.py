"""Merging duplicates: of the rows of one event one is kept, and the others refer to it."""

from __future__ import annotations

import math
from collections.abc import Mapping

from django.db import transaction

from teenplay.collect.duplicates import EventRecord, Pair, find_duplicates, groups
from teenplay.collect.models import Collected


@transaction.atomic
def merge(official: Mapping[str, bool]) -> int:
    """Find duplicates among all present and clean activities; returns how many rows are merged into another now.

    A row of an official source is kept before others, then the one seen first. Merges are computed again each time: a
    row that has changed and is another event now is separate again. A pair that a person has taken apart is never
    merged.
    """
    rows = list(
        Collected.objects.present()
        .filter(kind="activity", state=Collected.CleaningState.CLEAN)
        .order_by("pk")
        .only("source", "source_id", "cleaned", "first_seen", "merged_into", "merge_score", "kept_apart")
    )
    position = {row.pk: at for at, row in enumerate(rows)}
    apart = {(position[row.pk], position[other]) for row in rows for other in row.kept_apart if other in position}
    pairs = find_duplicates([_entry(row) for row in rows], apart)
    wanted: dict[int, tuple[int, float]] = {}
    for group in groups(pairs):
        kept = min(group, key=lambda at: (not official.get(rows[at].source, False), rows[at].first_seen, rows[at].pk))
        wanted |= {rows[at].pk: (rows[kept].pk, _surest(pairs, at)) for at in group if at != kept}
    changed = []
    for row in rows:
        into, score = wanted.get(row.pk, (None, None))
        if (row.merged_into_id, row.merge_score) != (into, score):
            row.merged_into_id, row.merge_score = into, score
            changed.append(row)
    Collected.objects.bulk_update(changed, ["merged_into", "merge_score"], batch_size=200)
    return len(wanted)


@transaction.atomic
def take_apart(row: Collected) -> None:
    """Undo a merge; the two rows are never merged again."""
    other = row.merged_into
    if other is None:
        return
    row.kept_apart = sorted({*row.kept_apart, other.pk})
    other.kept_apart = sorted({*other.kept_apart, row.pk})
    row.merged_into = row.merge_score = None
    Collected.objects.bulk_update([row, other], ["kept_apart", "merged_into", "merge_score"])


def _surest(pairs: list[Pair], at: int) -> float:
    return max(pair.score for pair in pairs if at in (pair.first, pair.second))


def _entry(row: Collected) -> EventRecord:
    cleaned = row.cleaned or {}
    start, end = row.moment("activity_start"), row.moment("activity_end")
    return EventRecord(
        title=cleaned["title"],
        start=start.timestamp() if start else math.nan,
        end=end.timestamp() if end else math.nan,
        place=cleaned["place"],
        organiser=cleaned["organiser"],
        latitude=cleaned["latitude"] or math.nan,
        longitude=cleaned["longitude"] or math.nan,
    )
