"""Rows of differing length, such as the words of activities or those who go, as flat arrays that are cut at once."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from moim.columns import Columns

Positions = NDArray[np.int64]

SLACK = 4_096
"""Left-behind values that are not worth tidying up."""


class Ragged:
    """Rows of values, addressed by number. A row that is written anew goes to the end; what it left is reclaimed.

    >>> words = Ragged(word=np.int32)
    >>> words.put([0, 2], [2, 1], word=[7, 8, 9])
    >>> words.missing(np.array([0, 1, 2])).tolist()
    [1]
    >>> sizes, at = words.take(np.array([2, 1, 0]))
    >>> sizes.tolist(), words["word"][at].tolist()
    ([1, 0, 2], [9, 7, 8])
    """

    def __init__(self, **values: Any) -> None:
        """The names and types of what each place of a row holds."""
        self._rows = Columns(first=(np.int64, 0), size=(np.int64, -1))  # -1: the row holds nothing yet
        self._values = {name: np.empty(64, dtype) for name, dtype in values.items()}
        self._filled = 0
        self._living = 0

    def __getitem__(self, name: str) -> NDArray[Any]:
        """All values of a name, in which :meth:`take` gives positions."""
        return self._values[name][: self._filled]

    def put(self, rows: ArrayLike, sizes: ArrayLike, **values: ArrayLike) -> None:
        """Let these rows, each named once, hold so many values each, given one row behind the other."""
        where, size = np.asarray(rows, np.int64), np.asarray(sizes, np.int64)
        if not len(where):
            return
        self.drop(where)
        added = int(size.sum())
        self._make_room(added)
        self._rows["first"][where] = self._filled + np.cumsum(size) - size
        self._rows["size"][where] = size
        for name, given in values.items():
            self._values[name][self._filled : self._filled + added] = given
        self._filled += added
        self._living += added

    def drop(self, rows: ArrayLike) -> None:
        """Let these rows, each named once, hold nothing, and be :meth:`missing` until they are put again."""
        where = np.asarray(rows, np.int64)
        self._rows.grow(int(where.max(initial=-1)) + 1)
        self._living -= int(np.maximum(self._rows["size"][where], 0).sum())
        self._rows["size"][where] = -1

    def missing(self, rows: NDArray[Any]) -> NDArray[Any]:
        """Those of the rows that were not put, or dropped since."""
        self._rows.grow(int(rows.max(initial=-1)) + 1)
        missing: NDArray[Any] = rows[self._rows["size"][rows] < 0]
        return missing

    def take(self, rows: NDArray[Any]) -> tuple[Positions, Positions]:
        """How many values each row holds, and where: the rows' positions one behind the other."""
        self._rows.grow(int(rows.max(initial=-1)) + 1)
        sizes: Positions = np.maximum(self._rows["size"][rows], 0)
        ends = np.cumsum(sizes)
        total = int(ends[-1]) if len(ends) else 0
        at: Positions = np.arange(total)
        at += np.repeat(self._rows["first"][rows] - ends + sizes, sizes)
        return sizes, at

    def _make_room(self, more: int) -> None:
        if self._filled > 2 * self._living + SLACK:
            living = np.flatnonzero(self._rows["size"] >= 0)
            sizes, at = self.take(living)
            for values in self._values.values():
                values[: len(at)] = values[at]
            self._rows["first"][living] = np.cumsum(sizes) - sizes
            self._filled = len(at)
        for name, values in self._values.items():
            if self._filled + more > len(values):
                grown = np.empty(2 * (self._filled + more), values.dtype)
                grown[: self._filled] = values[: self._filled]
                self._values[name] = grown
