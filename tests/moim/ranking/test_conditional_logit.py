"""The likelihood of choices, its gradient and its mode, worked out by hand."""

from __future__ import annotations

import math
import sys

import numpy as np
import pytest

from moim.ranking.conditional_logit import ConditionalLogit, GaussianPrior

LN2, LN3 = math.log(2), math.log(3)


def flat(numbers: int) -> GaussianPrior:
    """A prior that says nothing."""
    return GaussianPrior(np.zeros(numbers), np.zeros(numbers))


def logit(x: list[list[float]], z: list[float], sizes: list[int], chosen: list[int], weight: list[float]):  # type: ignore[no-untyped-def]
    return ConditionalLogit(np.array(x, np.float32), np.array(z), np.array(sizes), np.array(chosen), np.array(weight))


def of_four(z: float = 0.0) -> ConditionalLogit:
    """Four choices between a feature of 1 and of 0; the former is chosen three times."""
    return logit([[1.0], [0.0]] * 4, [z] * 8, [2] * 4, [0, 0, 0, 1], [1.0] * 4)


def random_choices() -> ConditionalLogit:
    rng = np.random.default_rng(3)
    sizes = [2, 5, 9]
    x = rng.normal(size=(sum(sizes), 4)).tolist()
    return logit(x, rng.random(sum(sizes)).tolist(), sizes, [1, 3, 8], [0.5, 1.0, 1.5])


def test_loss_and_gradient_of_two_alternatives_with_two_features() -> None:
    one = logit([[1.0, 0.0], [0.0, 2.0]], [0.5, 0.5], [2], [1], [1.0])
    # Scores ln 2 * 1 and (ln 3) / 2 * 2: odds 2 and 3, chances 2/5 and 3/5.
    weights = np.array([LN2, LN3 / 2, 0.0, 0.0])
    loss, gradient = one.loss(weights, flat(4))
    assert loss == pytest.approx(-math.log(3 / 5), abs=1e-6)
    # Expected features less those of the chosen: (2/5 - 0, 6/5 - 2); then the same times z = 1/2.
    assert gradient == pytest.approx([2 / 5, -4 / 5, 1 / 5, -2 / 5], abs=1e-6)


def test_what_is_added_counts_in_proportion_to_z_of_each_alternative() -> None:
    one = logit([[1.0], [1.0]], [0.0, 1.0], [2], [0], [1.0])
    # Scores 0 and ln 3 (w = 0, v = ln 3): chances 1/4 and 3/4.
    loss, gradient = one.loss(np.array([0.0, LN3]), flat(2))
    assert loss == pytest.approx(math.log(4), abs=1e-6)
    assert gradient == pytest.approx([0.0, 3 / 4], abs=1e-6)


def test_a_choice_of_weight_two_counts_as_two_choices() -> None:
    x, weights, prior = [[1.0], [0.0]], np.array([LN2, 0.0]), flat(2)
    twice = logit(x * 2, [1.0] * 4, [2, 2], [0, 0], [1.0, 1.0]).loss(weights, prior)
    heavy = logit(x, [1.0] * 2, [2], [0], [2.0]).loss(weights, prior)
    assert heavy[0] == pytest.approx(twice[0])
    assert heavy[1] == pytest.approx(twice[1])
    assert heavy[0] == pytest.approx(-2 * math.log(2 / 3), abs=1e-6)


def test_the_prior_adds_half_its_precision_times_the_squared_distance() -> None:
    prior = GaussianPrior(np.array([1.0, -1.0]), np.array([4.0, 0.5]))
    loss, gradient = of_four().loss(np.array([0.0, 1.0]), prior)
    plain, slope = of_four().loss(np.array([0.0, 1.0]), flat(2))
    assert loss - plain == pytest.approx(4.0 * 1**2 / 2 + 0.5 * 2**2 / 2)
    assert gradient - slope == pytest.approx([4.0 * -1, 0.5 * 2])


def test_the_gradient_is_the_slope_of_the_loss() -> None:
    rng = np.random.default_rng(4)
    choices, at = random_choices(), rng.normal(size=8)
    prior = GaussianPrior(rng.normal(size=8), rng.random(8))
    steps = 0.01 * np.eye(8)  # not finer: the features are of single precision
    slope = [(choices.loss(at + step, prior)[0] - choices.loss(at - step, prior)[0]) / 0.02 for step in steps]
    assert choices.loss(at, prior)[1] == pytest.approx(slope, abs=1e-3)


def test_scores_too_large_for_an_exponential_are_no_trouble() -> None:
    loss, gradient = of_four().loss(np.array([1000.0, 0.0]), flat(2))
    assert loss == pytest.approx(1000.0)  # the one that preferred 0
    assert gradient == pytest.approx([1.0, 0.0])  # chosen three times of four, expected each time


def test_without_a_prior_the_mode_is_the_log_odds() -> None:
    mode = of_four().fit(GaussianPrior(np.zeros(2), np.array([1e-9, 1.0])), np.zeros(2), steps=40)
    assert mode == pytest.approx([LN3, 0.0], abs=1e-4)


def test_the_mode_is_where_the_priors_pull_and_the_choices_balance() -> None:
    # At w = ln 2 the chance is 2/3: 3 chosen of 4 * 2/3 expected is 1/3 too many, which the prior pulls back.
    precision = 1 / 3 / LN2
    mode = of_four().fit(GaussianPrior(np.zeros(2), np.array([precision, 1.0])), np.zeros(2), steps=40)
    assert mode[0] == pytest.approx(LN2, abs=1e-4)


def test_a_weight_without_evidence_keeps_the_mean_of_its_prior() -> None:
    mode = of_four(z=0.0).fit(GaussianPrior(np.array([0.0, 0.7]), np.array([1.0, 1.0])), np.zeros(2), steps=40)
    assert mode[1] == pytest.approx(0.7, abs=1e-4)


def test_the_scale_of_the_search_does_not_move_the_mode() -> None:
    prior = GaussianPrior(np.array([0.3, -0.2]), np.array([0.5, 2.0]))
    plain = of_four(z=0.5).fit(prior, np.zeros(2), steps=60)
    scaled = of_four(z=0.5).fit(prior, np.zeros(2), steps=60, scale=np.array([5.0, 0.2]))
    assert scaled == pytest.approx(plain, abs=1e-4)
    assert of_four(z=0.5).loss(plain, prior)[1] == pytest.approx([0.0, 0.0], abs=1e-4)


def test_the_scale_makes_features_of_different_scale_as_quick_to_find() -> None:
    x = np.array([[1e-3, 0.0], [0.0, 0.0], [0.0, 1e3], [0.0, 0.0]])
    both = logit(np.tile(x, (4, 1)).tolist(), [0.0] * 16, [2] * 8, [0, 0, 0, 0, 0, 0, 1, 1], [1.0] * 8)
    scale = np.array([1e-3, 1e3, 1.0, 1.0])
    prior = GaussianPrior(np.zeros(4), 1e-6 * scale**2)
    # Each pair of alternatives comes four times and the one with the feature is chosen three times: log odds of ln 3.
    mode = both.fit(prior, np.zeros(4), steps=10, scale=scale)
    assert mode * scale == pytest.approx([LN3, LN3, 0.0, 0.0], abs=1e-3)


def test_the_search_goes_on_from_where_it_starts_and_stops_after_its_steps() -> None:
    prior = GaussianPrior(np.zeros(2), np.array([1e-9, 1.0]))
    from_afar = of_four().fit(prior, np.array([-5.0, 0.0]), steps=1)
    assert abs(from_afar[0] - LN3) > 0.1
    assert of_four().fit(prior, np.array([LN3, 0.0]), steps=1)[0] == pytest.approx(LN3, abs=1e-5)


def test_a_coarse_tolerance_stops_the_search_early() -> None:
    prior = GaussianPrior(np.zeros(8), np.full(8, 1e-3))
    fine, coarse = (random_choices().fit(prior, np.zeros(8), steps=200, tolerance=t) for t in (1e-12, 0.5))
    assert random_choices().loss(fine, prior)[0] < random_choices().loss(coarse, prior)[0] - 0.01


def test_squared_gradients_are_those_of_the_single_choices() -> None:
    x = [[1.0, 0.0], [0.0, 2.0]]
    both = logit(x * 2, [0.5, 0.5, 1.0, 1.0], [2, 2], [1, 0], [1.0, 2.0])
    # Chances 2/5 and 3/5. Of the first choice (-2/5, 4/5) and half of it; of the second 2 (3/5, -6/5), z being 1.
    squared = both.squared_gradients(np.array([LN2, LN3 / 2, 0.0, 0.0]))
    first, second = np.array([4 / 25, 16 / 25]), 4 * np.array([9 / 25, 36 / 25])
    assert squared == pytest.approx(np.concatenate([first + second, first / 4 + second]), rel=1e-5)


def test_the_mode_is_the_same_without_threadpoolctl(monkeypatch: pytest.MonkeyPatch) -> None:
    prior = GaussianPrior(np.zeros(2), np.ones(2))
    found = of_four().fit(prior, np.zeros(2), steps=40)
    monkeypatch.setitem(sys.modules, "threadpoolctl", None)
    assert of_four().fit(prior, np.zeros(2), steps=40).tolist() == found.tolist()
