"""Weights of terms from choices."""

import numpy as np
import pytest

from moim.clubs.choice_weights import PRIOR, PRIOR_CHOICES, ClubChoices, fit_choice_weights, prior_weights
from moim.clubs.features import NAMES

S, SIZE = len(NAMES), NAMES.index("size")


def choices(values, chosen, excluded=None, credibility=None, feature=SIZE):
    """Choices among clubs that differ in one feature; ``values`` is ``[choices, n]``."""
    values = np.asarray(values, np.float32)
    features = np.zeros((*values.shape, S), np.float32)
    features[:, :, feature] = values
    excluded = np.zeros(values.shape, np.bool_) if excluded is None else np.asarray(excluded)
    credibility = np.zeros(values.shape[1]) if credibility is None else credibility
    return ClubChoices(features, np.asarray(credibility, np.float32), np.asarray(chosen, np.intp), excluded)


def test_the_prior_is_one_number_a_feature_and_nothing_for_credibility():
    assert prior_weights()[0].tolist() == pytest.approx([PRIOR[name] for name in NAMES])
    assert prior_weights()[1].tolist() == [0.0] * S


def test_without_choices_the_prior_stays():
    none = choices(np.zeros((0, 3)), [])
    assert np.array_equal(fit_choice_weights(none, prior_weights()), prior_weights())


def test_only_features_that_differ_between_the_clubs_of_a_choice_move():
    prior = prior_weights()
    # the second choice has larger clubs throughout; what differs is the same 1
    weights = fit_choice_weights(choices([[0.0, 1.0], [5.0, 6.0]] * 25, [1] * 50), prior)
    moved = weights != prior
    assert weights[0, SIZE] > prior[0, SIZE]
    assert moved.sum() == 1
    nothing = fit_choice_weights(choices([[1.0, 1.0], [5.0, 5.0]], [1, 0]), prior)
    assert np.array_equal(nothing, prior)


def test_a_weight_is_the_log_odds_as_the_prior_fades():
    """Chosen 3 times in 4: the weight of a difference of 1 tends to log 3."""
    weights = fit_choice_weights(choices([[0.0, 1.0]] * 4000, [1, 1, 1, 0] * 1000), prior_weights())
    assert weights[0, SIZE] == pytest.approx(np.log(3), abs=0.02)


def test_the_prior_is_worth_ten_choices():
    """Of 8 choices all are of the club with 1 rather than 0, whose variance is 1/4: the precision is 10 / 4.

    At the mode 8 (1 - p) = 10 / 4 * (w - prior), with p = 1 / (1 + exp(-w)) the chance of the chosen.
    """
    weight = fit_choice_weights(choices([[0.0, 1.0]] * 8, [1] * 8), prior_weights())[0, SIZE]
    surplus = 8 * (1 - 1 / (1 + np.exp(-weight)))
    assert surplus > 0.5
    assert weight - PRIOR["size"] == pytest.approx(surplus / (10 / 4), rel=1e-3)
    assert PRIOR_CHOICES == 10.0


def test_what_credibility_adds_is_fitted_where_clubs_differ_in_it():
    """Of two clubs with the same feature the credible one is chosen 3 times in 4."""
    data = choices([[1.0, 1.0]] * 4000, [1, 1, 1, 0] * 1000, credibility=[0.0, 0.5])
    weights = fit_choice_weights(data, prior_weights())
    assert weights[1, SIZE] * 0.5 == pytest.approx(np.log(3), abs=0.02)
    assert weights[0, SIZE] == prior_weights()[0, SIZE]


def test_excluded_clubs_are_no_alternatives():
    values, chosen = [[9.0, 0.0, 1.0]] * 4000, [2, 2, 2, 1] * 1000
    weights = fit_choice_weights(choices(values, chosen, [[True, False, False]] * 4000), prior_weights())
    assert weights[0, SIZE] == pytest.approx(np.log(3), abs=0.05)


def test_a_feature_of_small_numbers_is_fitted_as_well():
    small = fit_choice_weights(choices([[0.0, 0.001]] * 4000, [1, 1, 1, 0] * 1000), prior_weights())
    assert small[0, SIZE] * 0.001 == pytest.approx(np.log(3), abs=0.02)
