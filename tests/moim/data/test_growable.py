"""Tables that grow, and names as numbers."""

from __future__ import annotations

import numpy as np

from moim.data.growable import GrowableTable
from moim.data.vocabulary import Vocabulary


def table() -> GrowableTable:
    return GrowableTable(seats=(np.int32, 7), start=(np.float64, np.nan))


def test_rows_are_kept_while_it_grows() -> None:
    grown = table()
    assert [grown.append(seats=number) for number in range(100)] == list(range(100))
    assert grown["seats"].tolist() == list(range(100))
    assert np.isnan(grown["start"]).all()
    assert (len(grown), grown.names) == (100, ("seats", "start"))


def test_new_rows_are_empty_and_a_longer_table_stays() -> None:
    grown = table()
    grown.grow(40)
    assert grown["seats"].tolist() == [7] * 40
    grown.grow(3)
    assert len(grown) == 40


def test_a_copy_is_its_own() -> None:
    one = table()
    one.append(seats=1)
    other = one.copy()
    other["seats"][0] = 2
    other.append()
    assert (one["seats"].tolist(), other["seats"].tolist()) == ([1], [2, 7])


def test_filled_rows_replace_all_and_can_be_added_to() -> None:
    filled = table()
    filled.append(seats=1)
    filled.fill({"seats": np.arange(20), "start": np.zeros(20)})
    filled.append()
    assert filled["seats"].tolist() == [*range(20), 7]
    assert filled["seats"].dtype == np.int32
    filled.fill({"seats": np.arange(2), "start": np.zeros(2)})
    assert filled.append(start=1.0) == 2
    assert filled["seats"].tolist() == [0, 1, 7]


def test_names_are_numbered_in_order_of_appearance() -> None:
    words = Vocabulary(["clay", "run", "clay"])
    assert (words.names, len(words)) == (["clay", "run"], 2)
    assert [words.add(name) for name in ("run", "", "tea")] == [1, -1, 2]
    assert [words.get(name) for name in ("tea", "", "sea")] == [2, -1, -1]
