"""Choosing from scored candidates."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from moim.lists.selection import best_first, confirmed


@given(st.lists(st.tuples(st.sampled_from([-1.5, 0.0, 0.25, 3.0]), st.booleans()), max_size=40))
def test_the_best_come_first_and_those_not_allowed_never(rows: list[tuple[float, bool]]) -> None:
    scores = np.array([score for score, _ in rows], np.float32)
    allowed = np.array([one for _, one in rows], np.bool_)
    order = best_first(scores, allowed).tolist()
    assert sorted(order) == np.flatnonzero(allowed).tolist()
    assert [float(scores[i]) for i in order] == sorted((float(scores[i]) for i in order), reverse=True)


def test_equal_scores_stand_in_an_order_that_is_not_the_files() -> None:
    tied = np.array([2.0, *[1.0] * 30, 5.0], np.float32)
    order = best_first(tied, np.ones(32, np.bool_)).tolist()
    assert order[:2] == [31, 0]
    assert order[2:] != sorted(order[2:])
    assert order == best_first(tied, np.ones(32, np.bool_)).tolist()


def test_the_platform_is_asked_again_while_too_few_get_through() -> None:
    asked: list[list[str]] = []

    def confirm(ids: list[str]) -> set[str]:
        asked.append(ids)
        return {i for i in ids if int(i) >= 4}

    assert confirmed(np.arange(8), str, confirm, 4) == [4, 5, 6, 7]
    assert asked == [["0", "1", "2", "3"], ["4", "5", "6", "7"]]
    assert confirmed(np.arange(8), str, None, 3) == [0, 1, 2]
