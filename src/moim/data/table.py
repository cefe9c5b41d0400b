"""A table of a data set in memory: one array or list per column, all of the same length.

Text is ``list[str]`` (not known: ``""``), numbers and times are ``float64`` (not known: ``nan``), times are seconds
since 1970-01-01 UTC.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moim.data.arrays import Floats
from moim.data.schema import SCHEMA


@dataclass(slots=True)
class Table:
    """Columns of equal length; ``texts`` and ``numbers`` are those of the schema, ``extra`` the others, as text."""

    name: str
    texts: dict[str, list[str]] = field(default_factory=dict)
    numbers: dict[str, Floats] = field(default_factory=dict)
    extra: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, columns: Mapping[str, Iterable[str] | Iterable[float]] | None = None) -> Table:
        """A table of the schema from its columns; those not given are "not known" in every row.

        Raises
        ------
        ValueError
            The columns are not of one length, or a required one is missing.
        """
        given = {key: list(value) for key, value in (columns or {}).items()}
        lengths = {len(value) for value in given.values()}
        if len(lengths) > 1:
            raise ValueError(f"{name}: columns of different lengths: {sorted(lengths)}")
        rows = lengths.pop() if lengths else 0
        table = cls(name)
        for column in SCHEMA[name]:
            cells = given.pop(column.name, None)
            if cells is None and column.required and rows:
                raise ValueError(f"{name}: column {column.name} is missing")
            if column.type in ("text", "kind"):
                table.texts[column.name] = [str(c) for c in cells] if cells is not None else [""] * rows
            else:
                table.numbers[column.name] = np.array(cells if cells is not None else [math.nan] * rows, np.float64)
        table.extra = {key: [str(c) for c in value] for key, value in given.items()}
        return table

    def __len__(self) -> int:
        """How many rows there are."""
        return len(next(iter(self.texts.values())))

    def text(self, column: str) -> list[str]:
        """The cells of a text column, ``""`` where not known."""
        return self.texts[column]

    def number(self, column: str) -> Floats:
        """The cells of a time or number column, ``float64[n]``, ``nan`` where not known."""
        return self.numbers[column]

    def rows(self) -> Iterator[dict[str, Any]]:
        """The rows, each as column -> cell; without the extra columns."""
        columns: dict[str, Sequence[Any]] = {**self.texts, **{k: v.tolist() for k, v in self.numbers.items()}}
        names = list(columns)
        for cells in zip(*columns.values(), strict=True):
            yield dict(zip(names, cells, strict=True))

    def take(self, rows: NDArray[np.bool_] | NDArray[np.int64]) -> Table:
        """The table with those rows only (a mask, or indices in the order wanted)."""
        index = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows
        pick = index.tolist()
        return Table(
            self.name,
            {k: [v[i] for i in pick] for k, v in self.texts.items()},
            {k: v[index] for k, v in self.numbers.items()},
            {k: [v[i] for i in pick] for k, v in self.extra.items()},
        )
