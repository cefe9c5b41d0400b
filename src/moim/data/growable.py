"""Arrays that grow together, and names to small numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray


class GrowableTable:
    """Arrays of one growing length: appending is amortised O(1), a column is a view of what is filled."""

    def __init__(self, **columns: tuple[Any, Any]) -> None:
        self._empty = columns
        self._length = 0
        self._arrays = {name: np.full(16, empty, dtype) for name, (dtype, empty) in columns.items()}

    def __len__(self) -> int:
        return self._length

    def append(self, **values: Any) -> int:
        """Add a row; a column not given holds its empty value. Returns the row."""
        row = self._length
        self.grow(row + 1)
        for name, value in values.items():
            self._arrays[name][row] = value
        return row

    def grow(self, length: int) -> None:
        """Have at least so many rows; new ones hold the empty values."""
        room = len(next(iter(self._arrays.values())))
        if length > room:
            for name, array in self._arrays.items():
                grown = np.full(max(2 * room, length), self._empty[name][1], array.dtype)
                grown[: self._length] = array[: self._length]
                self._arrays[name] = grown
        self._length = max(self._length, length)

    @property
    def names(self) -> tuple[str, ...]:
        """The columns."""
        return tuple(self._arrays)

    def fill(self, columns: Mapping[str, NDArray[Any]]) -> None:
        """Hold exactly these rows, given as whole columns of one length."""
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
        return self._arrays[name][: self._length]


class Vocabulary:
    """Names to small numbers, in order of appearance."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.names: list[str] = []
        self.index: dict[str, int] = {}
        for name in names:
            self.add(name)

    def __len__(self) -> int:
        return len(self.names)

    def add(self, name: str) -> int:
        """The number of a name, which is taken in if it is new; -1 for the empty name."""
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
