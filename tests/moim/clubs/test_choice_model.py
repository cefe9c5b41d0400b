"""Weights of terms from choices."""

import numpy as np
import pytest

from moim.clubs.choice_model import Choices, learn, prior_weights
from moim.clubs.features import NAMES

TERMS = len(NAMES)


def choices(values, chosen, barred=None):
    values = np.asarray(values, np.float32)
    full = np.zeros((*values.shape, 2 * TERMS), np.float32)
    full[:, :, NAMES.index("size")] = values
    barred = np.zeros(values.shape, np.bool_) if barred is None else np.asarray(barred)
    return Choices(full, np.asarray(chosen), barred)


def test_learn_without_choices_keeps_the_prior():
    none = Choices(np.zeros((0, 3, 2 * TERMS), np.float32), np.zeros(0, np.intp), np.zeros((0, 3), np.bool_))
    assert np.array_equal(learn(none, prior_weights()), prior_weights())


def test_learn_moves_only_terms_that_differ_between_candidates():
    start = prior_weights()
    weights = learn(choices([[0.0, 1.0]] * 50, [1] * 50), start)
    moved = weights != start
    assert weights[0, NAMES.index("size")] > start[0, NAMES.index("size")]
    assert moved.sum() == 1


def test_learn_finds_the_log_odds():
    """Chosen 3 times in 4: the weight of a difference of 1 tends to log 3 as the prior fades."""
    many = 4000
    weights = learn(choices([[0.0, 1.0]] * many, [1, 1, 1, 0] * (many // 4)), prior_weights())
    assert weights[0, NAMES.index("size")] == pytest.approx(np.log(3), abs=0.02)


def test_learn_leaves_barred_candidates_out():
    values, chosen = [[0.0, 1.0, 9.0]] * 4000, [1, 1, 1, 0] * 1000
    weights = learn(choices(values, chosen, [[False, False, True]] * 4000), prior_weights())
    assert weights[0, NAMES.index("size")] == pytest.approx(np.log(3), abs=0.05)
