"""What a load did, in counts and sentences."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Outcome:
    """Rows added and rows that were there already, by table; ``notes`` tells what else a person should know."""

    added: Counter[str] = field(default_factory=Counter)
    present: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """One line a table, then the notes."""
        tables = [name for name in (*self.added, *self.present) if self.added[name] or self.present[name]]
        counts = [
            f"{name}: {self.added[name]:,} added"
            + (f", {here:,} there already" if (here := self.present[name]) else "")
            for name in dict.fromkeys(tables)
        ]
        return counts + self.notes
