"""What is said about input that is refused: each problem with its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_SHOWN = 60
"""Characters of a value that a message shows."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and where.

    Attributes
    ----------
    file
        Name of the file, or of the option of a command.
    line
        Counted from 1, the header line included; 0 where the problem is not in one line.
    column
        Name of the column, ``""`` where the problem is not in one column.
    value
        The cell or option, ``""`` where there is nothing to show.
    message
        What is wrong, as a phrase.
    """

    file: str
    line: int
    column: str
    value: str
    message: str

    def __str__(self) -> str:
        place = self.file
        if self.line:
            place += f":{self.line}"
        if self.column:
            place += f": column {self.column}"
        value = self.value if len(self.value) <= _SHOWN else self.value[: _SHOWN - 3] + "..."
        return f"{place}: {self.message}" + (f": {value!r}" if value else "")


class DatasetError(ValueError):
    """Input that is refused. ``problems`` names everything wrong with it, not only the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))
