from __future__ import annotations

import numpy as np
import pytest

from moim.evaluation.offpolicy import doubly_robust, ips, snips


def logged(n: int = 20_000) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Two items, shown with chances .8 and .2, joined with chances .1 and .5; the other way always shows the second."""
    rng = np.random.default_rng(2)
    second = rng.random(n) < 0.2
    reward = (rng.random(n) < np.where(second, 0.5, 0.1)).astype(np.float64)
    return reward, np.where(second, 0.2, 0.8), second.astype(np.float64), np.where(second, 0.5, 0.1)


def test_by_hand() -> None:
    reward, propensity, target = np.array([1.0, 0.0, 1.0]), np.array([0.5, 0.5, 0.25]), np.array([1.0, 1.0, 0.0])
    assert ips(reward, propensity, target).value == pytest.approx((2 + 0 + 0) / 3)
    assert snips(reward, propensity, target).value == pytest.approx(2 / 4)
    guess = np.array([0.5, 0.5, 0.5])
    assert doubly_robust(reward, propensity, target, guess, guess).value == pytest.approx((1.5 - 0.5 + 0.5) / 3)


def test_all_three_find_what_the_other_way_would_earn() -> None:
    reward, propensity, target, expected = logged()
    assert reward.mean() == pytest.approx(0.18, abs=0.02)  # what was earned
    other = np.full(len(reward), 0.5)
    for found in (
        ips(reward, propensity, target),
        snips(reward, propensity, target),
        doubly_robust(reward, propensity, target, expected, other),
        doubly_robust(reward, propensity, target, np.zeros(len(reward)), np.zeros(len(reward))),
    ):
        assert found.value == pytest.approx(0.5, abs=4 * found.error)
        assert found.error < 0.02


def test_the_doubly_robust_one_is_the_steadier() -> None:
    reward, propensity, target, expected = logged()
    other = np.full(len(reward), 0.5)
    assert doubly_robust(reward, propensity, target, expected, other).error < ips(reward, propensity, target).error


def test_impossible_propensities_are_refused() -> None:
    one = np.ones(1)
    for wrong in (np.zeros(1), np.array([1.5])):
        with pytest.raises(ValueError, match="propensities"):
            ips(one, wrong, one)
    with pytest.raises(ValueError, match="nothing was shown"):
        ips(np.empty(0), np.empty(0), np.empty(0))
    with pytest.raises(ValueError, match="shows none"):
        snips(one, one, np.zeros(1))
