"""Scores, probabilities, single steps and fits of the choice model, worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from moim.features import FEATURES
from moim.ranking.choice_model import (
    CHOICE_WEIGHT,
    NAMES,
    NEWCOMER_PRECISION,
    PRIOR_CHOICES,
    Choice,
    ChoiceModel,
    stacked,
)
from moim.ranking.conditional_logit import GaussianPrior

S = len(NAMES)
LN2, LN3 = math.log(2), math.log(3)


def features(*rows: tuple[int, list[float]], n: int = 3) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    matrix = np.zeros((S, n), np.float32)
    for row, values in rows:
        matrix[row] = values
    return matrix


def blank() -> ChoiceModel:
    return ChoiceModel(np.zeros(S), np.zeros(S), np.full(2 * S, 0.01))


def random_choices() -> list[Choice]:
    rng = np.random.default_rng(5)
    return [
        Choice(rng.normal(size=(S, n)).astype(np.float32), float(i), int(rng.integers(n)), 0.5 + i % 2)
        for i, n in enumerate((2, 5, 9))
    ]


@pytest.mark.parametrize(("experience", "weight"), [(0.0, 3.0), (1.0, 2.0), (3.0, 1.5)])
def test_the_newcomers_weight_counts_one_part_in_one_plus_what_is_known(experience: float, weight: float) -> None:
    model = blank()
    model.weights[0], model.newcomer[0] = 1.0, 2.0
    assert model.effective(experience)[0] == pytest.approx(weight)


def test_the_score_is_the_sum_of_weights_times_features() -> None:
    model = blank()
    model.weights[:2], model.newcomer[1] = (0.5, -1.0), 4.0
    # with one activity known the second weight is -1 + 4 / 2 = 1
    scores = model.score(features((0, [2.0, 0.0, 4.0]), (1, [0.0, 3.0, -1.0])), 1.0)
    assert scores.tolist() == [1.0, 3.0, 1.0]
    assert scores.dtype == np.float32


def test_chances_are_the_softmax_of_the_scores() -> None:
    model = blank()
    model.weights[0], model.newcomer[0] = 0.5, 1.0
    # with one activity known the weight is 0.5 + 1 / 2 = 1: odds 1, 2, 3
    chances = model.probabilities(features((0, [0.0, LN2, LN3])), 1.0)
    assert chances == pytest.approx([1 / 6, 2 / 6, 3 / 6], rel=1e-6)


def test_chances_of_scores_too_large_for_an_exponential() -> None:
    model = blank()
    model.weights[0] = 1.0
    assert model.probabilities(features((0, [1000.0, 1000.0, 0.0])), 0.0) == pytest.approx([0.5, 0.5, 0.0])


def test_the_gradient_is_the_chosen_less_the_expected_features() -> None:
    model = blank()
    model.weights[:2] = LN2, LN3 / 2
    two = features((0, [1.0, 0.0]), (1, [0.0, 2.0]), n=2)
    # Scores ln 2 and ln 3: chances 2/5 and 3/5. Chosen (0, 2) less expected (2/5, 6/5), times the weight 1/2.
    gradient = model.gradient(Choice(two, 3.0, 1, 0.5))
    assert gradient[:2] == pytest.approx([-1 / 5, 2 / 5], abs=1e-6)
    assert gradient[S : S + 2] == pytest.approx([-1 / 20, 1 / 10], abs=1e-6)  # three activities known: a quarter
    assert not gradient[2:S].any()


def test_one_choice_is_one_adagrad_step() -> None:
    model = blank()
    model.step(Choice(features((0, [3.0, 0.0, 0.0])), 1.0, 0))
    gradient = 3.0 * (1 - 1 / 3)  # chosen less expected: every candidate had one chance in three
    assert model.squares[0] == pytest.approx(0.01 + gradient**2)
    assert model.weights[0] == pytest.approx(0.2 * gradient / math.sqrt(0.01 + gradient**2))
    half = gradient / 2  # one activity was known: 1 / (1 + 1)
    assert model.squares[S] == pytest.approx(0.01 + half**2)
    assert model.newcomer[0] == pytest.approx(0.2 * half / math.sqrt(0.01 + half**2))
    assert not model.weights[1:].any()
    assert model.choices == 1


def test_the_second_step_is_shorter_by_the_squares_of_both() -> None:
    model = blank()
    choice = Choice(features((0, [3.0, 0.0, 0.0])), 0.0, 0)
    model.step(choice)
    before, again = model.weights[0], model.gradient(choice)[0]
    model.step(choice)
    assert model.weights[0] - before == pytest.approx(0.2 * again / math.sqrt(0.01 + 2.0**2 + again**2))
    assert model.choices == 2


def test_a_weaker_choice_moves_the_weights_less() -> None:
    strong, weak = blank(), blank()
    strong.step(Choice(features((0, [0.1, 0.0, 0.0])), 0.0, 0, 1.0))
    weak.step(Choice(features((0, [0.1, 0.0, 0.0])), 0.0, 0, 0.1))
    assert 0 < weak.weights[0] < strong.weights[0]


def test_a_copy_is_not_moved_with_what_it_was_copied_from() -> None:
    model = ChoiceModel.prior(rate=0.3)
    copy = model.copy()
    model.step(Choice(features((0, [3.0, 0.0, 0.0])), 0.0, 0))
    assert copy.named() == ChoiceModel.prior().named()
    assert (copy.rate, copy.choices) == (0.3, 0)
    assert copy.squares.tolist() == [0.01] * (2 * S)


def test_the_prior_is_what_the_features_say() -> None:
    assert ChoiceModel.prior().named() == {f.name: (f.prior, f.prior_newcomer) for f in FEATURES}
    assert ChoiceModel.prior().rate == 0.2
    assert ChoiceModel.prior(0.1).rate == 0.1


def test_the_gradient_of_all_choices_is_that_of_each() -> None:
    model = ChoiceModel.prior()
    weights = np.concatenate([model.weights, model.newcomer])
    nothing = GaussianPrior(weights, np.zeros(2 * S))
    for choice in random_choices():
        both = stacked([choice]).loss(weights, nothing)[1]
        np.testing.assert_allclose(both, -model.gradient(choice), atol=1e-4)


def test_what_all_alternatives_have_in_common_is_taken_off_before_choices_are_stacked() -> None:
    logit = stacked([Choice(features((0, [1.0, 2.0, 6.0])), 1.0, 2, 0.5)])
    assert logit.x[:, 0].tolist() == [-2.0, -1.0, 3.0]
    assert logit.z.tolist() == [0.5] * 3
    assert logit.weight.tolist() == [0.5]


def test_choices_of_different_size_are_stacked_one_after_another() -> None:
    one, two = Choice(features((0, [1.0, 3.0]), n=2), 1.0, 1), Choice(features((0, [0.0, 3.0, 6.0])), 0.0, 0, 0.3)
    logit = stacked([one, two])
    assert logit.x[:, 0].tolist() == [-1.0, 1.0, -3.0, 0.0, 3.0]
    assert logit.z.tolist() == [0.5, 0.5, 1.0, 1.0, 1.0]


def test_the_fit_is_where_the_priors_pull_and_the_choices_balance() -> None:
    """Eight members of whom one activity is known, all of whom chose what has 1 of a feature rather than 0.

    Less their mean the features are 1/2 and -1/2, so their variance is 1/4: the weight's prior has a precision of
    30 / 4, the newcomers' one of 3 times that. At the mode the gradient is 0:

        8 (1 - p)     = 30 / 4 * (w - prior)            p the chance of the chosen
        8 (1 - p) / 2 = 3 * 30 / 4 * (v - prior)        1 / (1 + n) = 1/2
    """
    model, prior = ChoiceModel.prior(), ChoiceModel.prior()
    model.fit([Choice(features((0, [1.0, 0.0]), n=2), 1.0, 0)] * 8)
    surplus = 8 * (1 - model.probabilities(features((0, [1.0, 0.0]), n=2), 1.0)[0])
    assert surplus > 0.5
    assert model.weights[0] - prior.weights[0] == pytest.approx(surplus / (PRIOR_CHOICES / 4), rel=1e-3)
    added = model.newcomer[0] - prior.newcomer[0]
    assert added == pytest.approx(surplus / 2 / (NEWCOMER_PRECISION * PRIOR_CHOICES / 4), rel=1e-3)
    assert (PRIOR_CHOICES, NEWCOMER_PRECISION) == (30.0, 3.0)
    assert model.choices == 8


def test_a_feature_that_is_the_same_everywhere_keeps_its_prior() -> None:
    model = ChoiceModel.prior()
    model.fit([Choice(features((0, [1.0, 0.0]), (1, [5.0, 5.0]), n=2), 1.0, 0)] * 8)
    np.testing.assert_allclose(model.weights[1:], ChoiceModel.prior().weights[1:], atol=1e-6)
    np.testing.assert_allclose(model.newcomer[1:], ChoiceModel.prior().newcomer[1:], atol=1e-6)


def test_the_prior_of_a_feature_with_hardly_any_variance_has_a_precision_of_a_thousandth() -> None:
    """The features differ by 1/1000, as above: 8 (1 - p) / 1000 = (w - prior) / 1000."""
    model = ChoiceModel.prior()
    model.fit([Choice(features((0, [1e-3, 0.0]), n=2), 1.0, 0)] * 8)
    surplus = 8 * (1 - model.probabilities(features((0, [1e-3, 0.0]), n=2), 1.0)[0])
    assert model.weights[0] - ChoiceModel.prior().weights[0] == pytest.approx(surplus, rel=0.01)


def test_what_each_kind_of_choice_counts() -> None:
    assert CHOICE_WEIGHT == {"join": 1.0, "like": 0.3, "view": 0.1}


def test_fitting_finds_what_was_preferred() -> None:
    rng = np.random.default_rng(5)
    choices = []
    for _ in range(3000):
        matrix = np.zeros((S, 10), np.float32)
        matrix[:2] = rng.normal(size=(2, 10))
        odds = np.exp(2.0 * matrix[0] - 1.0 * matrix[1])
        choices.append(Choice(matrix, 50.0, int(rng.choice(10, p=odds / odds.sum()))))
    model = ChoiceModel.prior()
    model.fit(choices)
    assert model.weights[0] == pytest.approx(2.0, abs=0.3)
    assert model.weights[1] == pytest.approx(-1.0, abs=0.3)


def test_fitting_goes_on_from_the_present_weights_for_so_many_steps() -> None:
    fitted, begun = ChoiceModel.prior(), ChoiceModel.prior()
    fitted.fit(random_choices() * 50)
    begun.fit(random_choices() * 50, steps=1)
    assert np.abs(begun.weights - fitted.weights).max() > 0.1
    again = fitted.copy()
    again.fit(random_choices() * 50, steps=1)
    np.testing.assert_allclose(again.weights, fitted.weights, atol=0.02)


def test_without_choices_fitting_changes_nothing() -> None:
    model = blank()
    model.fit([])
    assert not model.weights.any()
    assert model.choices == 0


def test_fitting_leaves_adagrad_the_squared_gradients_of_all_choices() -> None:
    model = blank()
    model.fit(random_choices())
    np.testing.assert_allclose(model.squares, 0.01 + sum(model.gradient(c) ** 2 for c in random_choices()), rtol=1e-4)
