"""Rows of different lengths, such as the words or the participants of activities, in flat arrays sliced together."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from moim.data.growable import GrowableTable

Positions = NDArray[np.integer[Any]]

SLACK = 4_096
"""Unused values that are not worth reclaiming: 16 kB of int32."""


def cut(edges: NDArray[Any], rows: NDArray[Any]) -> tuple[Positions, Positions]:
    """How many values each of some rows of a compressed matrix has, and their positions, one row after the other.

    >>> sizes, at = cut(np.array([0, 2, 2, 5]), np.array([2, 0]))
    >>> sizes.tolist(), at.tolist()
    ([3, 2], [2, 3, 4, 0, 1])
    """
    first = edges[rows]
    sizes: Positions = edges[rows + 1] - first
    at: Positions = (first + sizes - sizes.cumsum()).repeat(sizes)
    at += np.arange(len(at))
    return sizes, at


class RaggedArray:
    """Rows of values, addressed by number. A row that is replaced moves to the end; the space it used is reclaimed.

    Values are stored in *slots*, one after the other like the rows of a sparse matrix; each row has the number of its
    slot. Slot 0 is empty; rows that were not put yet have it.

    >>> words = RaggedArray(word=np.int32)
    >>> words.put([0, 2], [2, 1], word=[7, 8, 9])
    >>> words.slots(np.array([0, 1, 2])).tolist()
    [1, 0, 2]
    >>> sizes, at = words.take(np.array([2, 1, 0]))
    >>> sizes.tolist(), words["word"][at].tolist()
    ([1, 0, 2], [9, 7, 8])
    """

    def __init__(self, **values: Any) -> None:
        """The names of the values, and their types: a row holds one of each at every position."""
        self._rows = GrowableTable(slot=(np.intp, 0))
        self._edges = GrowableTable(edge=(np.int32, 0))
        self._edges.grow(2)
        self._values = {name: np.empty(64, dtype) for name, dtype in values.items()}
        self._filled = 0
        self._living = 0

    def __getitem__(self, name: str) -> NDArray[Any]:
        """All values of a name; :meth:`take` gives positions in this array."""
        return self._values[name][: self._filled]

    @property
    def edges(self) -> NDArray[np.int32]:
        """Where each slot begins and, one entry further, ends."""
        edges: NDArray[np.int32] = self._edges["edge"]
        return edges

    def slots(self, rows: NDArray[Any]) -> NDArray[np.intp]:
        """The slot of each row; 0 for a row that was not put, or was dropped since."""
        slots: NDArray[np.intp]
        try:
            slots = self._rows["slot"][rows]
        except IndexError:  # rows that were not asked for yet
            self._rows.grow(int(rows.max()) + 1)
            slots = self._rows["slot"][rows]
        return slots

    def take(self, rows: NDArray[Any]) -> tuple[Positions, Positions]:
        """How many values each row has, and their positions, one row after the other."""
        return cut(self.edges, self.slots(rows))

    def put(self, rows: ArrayLike, sizes: ArrayLike, **values: ArrayLike) -> None:
        """Replace rows.

        Parameters
        ----------
        rows
            Their numbers, each once.
        sizes
            How many values each gets.
        **values
            Under each name, the values of all these rows, one row after the other.
        """
        where, size = np.asarray(rows, np.intp), np.asarray(sizes, np.int64)
        if not len(where):
            return
        self.drop(where)
        added = int(size.sum())
        self._make_room(added)
        for name, given in values.items():
            self._values[name][self._filled : self._filled + added] = given
        known = len(self._edges)
        self._edges.grow(known + len(where))
        self._edges["edge"][known:] = self._filled + size.cumsum()
        self._rows["slot"][where] = np.arange(known - 1, known - 1 + len(where))
        self._filled += added
        self._living += added

    def drop(self, rows: ArrayLike) -> None:
        """Empty these rows, each named once, as if they had not been put yet."""
        where = np.asarray(rows, np.intp)
        slots = self.slots(where)
        self._living -= int((self.edges[slots + 1] - self.edges[slots]).sum())
        self._rows["slot"][where] = 0

    def _make_room(self, more: int) -> None:
        if self._filled > 2 * self._living + SLACK:
            self._tidy()
        for name, values in self._values.items():
            if self._filled + more > len(values):
                grown = np.empty(2 * (self._filled + more), values.dtype)
                grown[: self._filled] = values[: self._filled]
                self._values[name] = grown

    def _tidy(self) -> None:
        rows = np.flatnonzero(self._rows["slot"])
        sizes, at = self.take(rows)
        for values in self._values.values():
            values[: len(at)] = values[at]
        self._filled = len(at)
        self._edges = GrowableTable(edge=(np.int32, 0))
        self._edges.grow(len(rows) + 2)
        self._edges["edge"][2:] = sizes.cumsum()
        self._rows["slot"][rows] = np.arange(1, len(rows) + 1)
