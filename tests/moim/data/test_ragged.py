"""Rows of differing length in flat arrays."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from moim.data.ragged import RaggedArray


def rows_of(ragged: RaggedArray, count: int) -> dict[int, list[int]]:
    sizes, at = ragged.take(np.arange(count))
    parts = np.split(ragged["value"][at], np.cumsum(sizes)[:-1])
    return {row: part.tolist() for row, part in enumerate(parts)}


def test_several_rows_are_put_and_taken_at_once() -> None:
    ragged = RaggedArray(value=np.int32, weight=np.float32)
    ragged.put([3, 1], [2, 0], value=[5, 6], weight=[0.5, 0.25])
    sizes, at = ragged.take(np.array([1, 3, 3]))
    assert sizes.tolist() == [0, 2, 2]
    assert ragged["value"][at].tolist() == [5, 6, 5, 6]
    assert ragged["weight"][at].tolist() == [0.5, 0.25, 0.5, 0.25]


def test_an_empty_row_is_not_a_missing_one() -> None:
    ragged = RaggedArray(value=np.int32)
    ragged.put([1], [0], value=[])
    assert (ragged.slots(np.array([0, 1, 2])) == 0).tolist() == [True, False, True]
    ragged.drop([1])
    assert ragged.slots(np.array([1])).tolist() == [0]
    assert ragged.slots(np.empty(0, np.int32)).tolist() == []


def test_what_rows_left_behind_is_reclaimed() -> None:
    ragged = RaggedArray(value=np.int32)
    ragged.put([0, 1], [2, 1], value=[1, 2, 3])
    for number in range(100_000):
        ragged.put([0], [3], value=[number] * 3)
    assert rows_of(ragged, 2) == {0: [99_999] * 3, 1: [3]}
    assert len(ragged["value"]) < 5_000


puts = st.lists(st.tuples(st.integers(0, 5), st.lists(st.integers(0, 9), max_size=2_000)), max_size=20)


@settings(max_examples=50, deadline=None)
@given(puts)
def test_holds_what_a_dictionary_of_lists_would(done: list[tuple[int, list[int]]]) -> None:
    ragged, expected = RaggedArray(value=np.int32), dict[int, list[int]]()
    for row, values in done:
        ragged.put([row], [len(values)], value=values)
        expected[row] = values
    assert rows_of(ragged, 6) == {row: expected.get(row, []) for row in range(6)}
    assert np.flatnonzero(ragged.slots(np.arange(6)) == 0).tolist() == [row for row in range(6) if row not in expected]
