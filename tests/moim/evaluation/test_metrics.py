"""Metrics on rankings small enough to work out by hand, and against every order of the ties."""

from itertools import pairwise, permutations
from math import log2

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moim.evaluation.metrics import CUTOFFS, KINDS, METRICS, Standings, measure


def measured(scores, relevant):
    """Metric -> value of one ranking."""
    standings = Standings.of(np.array([scores], float), np.array([relevant], bool))
    return dict(zip(METRICS, measure(standings, 1)[0].tolist(), strict=True))


def of_order(relevant, k):
    """The four metrics of one definite order, by their textbook definitions."""
    top, total = relevant[:k], sum(relevant)
    dcg = sum(hit / log2(place + 2) for place, hit in enumerate(top))
    best = sum(1 / log2(place + 2) for place in range(min(total, k)))
    precision = [sum(top[: place + 1]) / (place + 1) for place, hit in enumerate(top) if hit]
    first = next((1 / (place + 1) for place, hit in enumerate(top) if hit), 0.0)
    return {"ndcg": dcg / best, "recall": sum(top) / total, "map": sum(precision) / total, "mrr": first}


def test_measure_two_relevant_at_first_and_third_place():
    got = measured([9, 8, 7, 6], [1, 0, 1, 0])

    assert got["ndcg@5"] == pytest.approx((1 + 1 / 2) / (1 + 1 / log2(3)))
    assert got["recall@5"] == 1
    assert got["map@5"] == pytest.approx((1 + 2 / 3) / 2)
    assert got["mrr@5"] == 1


def test_measure_all_tied_is_the_mean_over_all_places():
    got = measured([0, 0, 0, 0], [0, 1, 0, 0])

    assert got["ndcg@5"] == pytest.approx((1 + 1 / log2(3) + 1 / 2 + 1 / log2(5)) / 4)
    assert got["mrr@5"] == pytest.approx((1 + 1 / 2 + 1 / 3 + 1 / 4) / 4)


def test_measure_tie_across_the_cutoff_counts_by_its_chance_to_be_within():
    # Four above; the relevant one shares the places 5 to 8, of which only the fifth counts at 5.
    got = measured([2, 2, 2, 2, 1, 1, 1, 1], [0, 0, 0, 0, 1, 0, 0, 0])

    assert got["recall@5"] == pytest.approx(1 / 4)
    assert got["recall@10"] == 1


def test_measure_more_relevant_than_places_can_still_be_perfect():
    got = measured(list(range(12, 0, -1)), [1] * 12)

    assert got["ndcg@5"] == pytest.approx(1)
    assert got["recall@5"] == pytest.approx(5 / 12)


def test_measure_ranking_without_relevant_item_is_zero():
    assert set(measured([3, 2, 1], [0, 0, 0]).values()) == {0.0}


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.tuples(st.integers(0, 2), st.booleans()), min_size=1, max_size=6).filter(lambda x: any(r for _, r in x))
)
def test_measure_equals_the_mean_over_every_order_of_the_ties(items):
    orders = [
        [relevant for _, relevant in order]
        for order in permutations(items)
        if all(a[0] >= b[0] for a, b in pairwise(order))
    ]
    got = measured([score for score, _ in items], [relevant for _, relevant in items])
    for kind in KINDS:
        for k in CUTOFFS:
            expected = np.mean([of_order(order, k)[kind] for order in orders])
            assert got[f"{kind}@{k}"] == pytest.approx(expected), (kind, k)


def test_standings_joined_numbers_the_rankings_through():
    one = Standings.of(np.array([[2.0, 1.0]]), np.array([[True, False]]))
    two = Standings.of(np.array([[2.0, 1.0], [1.0, 2.0]]), np.array([[True, False], [True, False]]))

    both = measure(Standings.concatenate([one, two], [1, 2]), 3)

    assert both[:, METRICS.index("mrr@5")].tolist() == [1, 1, 0.5]
