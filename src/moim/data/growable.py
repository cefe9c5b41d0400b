"""A table of arrays that grow together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray


class GrowableTable:
    """Columns of one growing length. Appending a row is amortised O(1); a column is a view of the rows so far.

    >>> table = GrowableTable(seats=(np.int32, 0), start=(np.float64, np.nan))
    >>> table.append(seats=4), table.append(start=7.5)
    (0, 1)
    >>> table["seats"].tolist(), table["start"].tolist()
    ([4, 0], [nan, 7.5])
    """

    def __init__(self, **columns: tuple[Any, Any]) -> None:
        """The type and the empty value of each column."""
        self._empty = columns
        self._length = 0
        self._arrays = {name: np.full(16, empty, dtype) for name, (dtype, empty) in columns.items()}

    def __len__(self) -> int:
        """How many rows there are."""
        return self._length

    def append(self, **values: Any) -> int:
        """Add a row; a column not given holds its empty value. Returns the row."""
        row = self._length
        self.grow(row + 1)
        for name, value in values.items():
            self._arrays[name][row] = value
        return row

    def grow(self, length: int) -> None:
        """Add rows up to this number, holding the empty values; a table that is longer stays as it is."""
        room = len(next(iter(self._arrays.values())))
        if length > room:
            for name, array in self._arrays.items():
                grown = np.full(max(2 * room, length), self._empty[name][1], array.dtype)
                grown[: self._length] = array[: self._length]
                self._arrays[name] = grown
        self._length = max(self._length, length)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(self._arrays)

    def fill(self, columns: Mapping[str, NDArray[Any]]) -> None:
        """Replace all rows by these, given as columns of one length."""
        self._length = len(next(iter(columns.values())))
        for name, values in columns.items():
            array = np.full(max(16, self._length), self._empty[name][1], self._empty[name][0])
            array[: self._length] = values
            self._arrays[name] = array

    def copy(self) -> GrowableTable:
        """The same rows in arrays of their own."""
        other = GrowableTable(**self._empty)
        other._length = self._length
        other._arrays = {name: array.copy() for name, array in self._arrays.items()}
        return other

    def __getitem__(self, name: str) -> NDArray[Any]:
        """A column, as a view that can be written to. It is outdated once a row is added."""
        return self._arrays[name][: self._length]
