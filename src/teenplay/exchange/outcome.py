"""The result of a load, as counts and notes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Outcome:
    """Rows added and rows that existed already, by table; ``notes`` are messages for the operator."""

    added: Counter[str] = field(default_factory=Counter)
    present: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """One line for each table, then the notes."""
        tables = [name for name in (*self.added, *self.present) if self.added[name] or self.present[name]]
        counts = [
            f"{name}: {self.added[name]:,} added"
            + (f", {here:,} there already" if (here := self.present[name]) else "")
            for name in dict.fromkeys(tables)
        ]
        return counts + self.notes
