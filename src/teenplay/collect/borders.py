"""Cleans raw rows and validates them against the contracts "raw" and "clean"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from teenplay.collect import contracts
from teenplay.collect.cleaning import RAW_FIELDS, Clean, clean


def clean_rows(
    rows: Sequence[tuple[dict[str, str], str, datetime]],
) -> list[tuple[Clean | None, str, list[contracts.Violation]]]:
    """For each raw row (with its kind and the time first seen): the clean row, or the contract it violates and how."""
    raw = [{name: str(row.get(name, "")) for name in RAW_FIELDS} for row, _, _ in rows]
    broken = contracts.breaches(contracts.RAW, raw)
    cleaned: list[Clean | None] = [
        None if at in broken else clean(raw[at], kind, seen) for at, (_, kind, seen) in enumerate(rows)
    ]
    found: list[tuple[Clean | None, str, list[contracts.Violation]]] = [
        (row, "raw" if at in broken else "clean", broken.get(at, [])) for at, row in enumerate(cleaned)
    ]
    for kind, contract in contracts.CLEAN.items():
        chosen = [at for at, row in enumerate(cleaned) if row is not None and row["kind"] == kind]
        for at, reasons in contracts.breaches(contract, [cleaned[at] or {} for at in chosen]).items():
            found[chosen[at]] = (cleaned[chosen[at]], "clean", reasons)
    return found
