"""Names as small numbers."""

from __future__ import annotations

from collections.abc import Iterable


class Vocabulary:
    """Names and their numbers, which count up from 0 in order of appearance.

    >>> words = Vocabulary(["clay", "run"])
    >>> words.add("clay"), words.add("tea"), words.get("sea")
    (0, 2, -1)
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.names: list[str] = []
        self.index: dict[str, int] = {}
        for name in names:
            self.add(name)

    def __len__(self) -> int:
        """How many names there are."""
        return len(self.names)

    def add(self, name: str) -> int:
        """The number of a name, which is added if it is new; -1 for the empty name."""
        if not name:
            return -1
        row = self.index.get(name)
        if row is None:
            row = self.index[name] = len(self.names)
            self.names.append(name)
        return row

    def get(self, name: str) -> int:
        """The number of a name, -1 if it is not known."""
        return self.index.get(name, -1)
