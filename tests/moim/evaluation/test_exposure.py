"""Coverage, Gini and novelty by hand, and that what may not be shown is found."""

from math import inf, log2

import numpy as np
import pytest
from tests.moim.evaluation.worlds import small

from moim.data.times import DAY
from moim.evaluation.exposure import ATTENTION, EligibilityCheck, club_gini, coverage, gini
from moim.evaluation.measurement import SHOWN, Recorder

ITEMS = ["a1", "a2", "a3"]


def measured(*queries):
    """A measurement of one model from (at, member, candidates from the best)."""
    recorder = Recorder(["model"], ITEMS)
    for at, member, ranked in queries:
        candidates = np.array(sorted(ranked), np.int32)
        scores = -np.array([[ranked.index(row) for row in candidates.tolist()]], float)
        recorder.query(at, member, 0, candidates, scores, np.arange(len(ranked)) == 0)
    return recorder.finish()


def test_shown_is_in_order_of_score_and_padded():
    shown = measured((DAY, "ann", [2, 0, 1])).shown

    assert shown[0, 0].tolist() == [2, 0, 1] + [-1] * (SHOWN - 3)


@pytest.mark.parametrize(
    ("shares", "expected"), [([1, 1, 1, 1], 0), ([0, 0, 0, 1], 0.75), ([1, 3], 0.25), ([0, 0], 0), ([], 0)]
)
def test_gini(shares, expected):
    assert gini(np.array(shares, float)) == pytest.approx(expected)


def test_coverage_is_of_what_was_ever_a_candidate():
    m = measured((DAY, "ann", [0, 1]))

    assert coverage(m, 0) == 1
    m.shown[:] = -1
    m.shown[0, 0, 0] = 0
    assert coverage(m, 0) == 0.5


def test_club_gini_weighs_places_by_attention():
    m = measured((DAY, "ann", [0, 2]))

    first, second = ATTENTION[:2]
    # Two clubs with shares first and second: half their difference over their sum.
    expected = (first - second) / (2 * (first + second))
    assert club_gini(m, 0, np.array([0, 0, 1])) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("day", "member", "item", "wrong"),
    [
        (3, "ann", "a1", "joined"),
        (1, "ann", "a1", None),  # joining at that very moment is not before it
        (0.5, "cat", "a2", "closed"),  # not created yet
        (10, "cat", "a3", "closed"),  # recruiting has just ended
        (3.5, "cat", "a2", "full"),  # bob has the only seat
        (4.5, "cat", "a2", None),  # and has given it back
        (8, "bob", "a2", "full"),  # cat has it now
        (8, "bob", "a1", None),
    ],
)
def test_wrong_finds_what_may_not_be_shown(day, member, item, wrong):
    check = EligibilityCheck(small(), ITEMS)

    found = check.violations(day * DAY, member, [ITEMS.index(item)])

    assert [kind for kind, count in found.items() if count] == ([wrong] if wrong else [])


def test_violation_shares_are_of_all_positions_shown():
    m = measured((3 * DAY, "ann", [0, 1]), (3.5 * DAY, "cat", [1, 2]))

    # Of four places, one is joined already (ann, a1) and one is full (a2 for cat).
    assert EligibilityCheck(small(), ITEMS).violation_shares(m) == [{"closed": 0, "full": 0.25, "joined": 0.25}]


def test_participants_counts_those_in_just_before():
    check = EligibilityCheck(small(), ITEMS)

    assert [check.participants(1, day * DAY) for day in (3, 3.5, 4, 4.5, 7, 7.5)] == [0, 1, 1, 0, 0, 1]
    assert check.participants(0, inf) == 2


def test_novelty_is_surprise_in_bits():
    m = measured((8 * DAY, "bob", [0, 2]))

    # a1 has two participants, a3 one, of three members.
    assert EligibilityCheck(small(), ITEMS).novelty(m, 0, 3) == pytest.approx((log2(4 / 3) + log2(4 / 2)) / 2)
