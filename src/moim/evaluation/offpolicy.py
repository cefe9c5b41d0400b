"""What another way of making pages would have earned, from pages that were shown with known propensities.

Each shown item has the chance it had of standing at its place (:mod:`moim.lists.reranking`) and what came of it (a
click, a join). ``target`` is the chance the other way gives the same item there. References: Horvitz and Thompson
(1952); Swaminathan and Joachims (2015) for the self-normalised form; Dudík, Langford and Li (2011) for the doubly
robust one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from moim.data.arrays import Floats


@dataclass(frozen=True, slots=True)
class OffPolicy:
    """Mean reward an item under the other way, and its standard error."""

    value: float
    error: float


def ips(reward: Floats, propensity: Floats, target: Floats) -> OffPolicy:
    """Inverse propensity scoring: unbiased where every item the other way shows had a chance; of large variance.

    Args:
        reward: ``float64[n]``, what came of each shown item.
        propensity: ``float64[n]`` in (0, 1], the chance it had.
        target: ``float64[n]`` in [0, 1], the chance under the other way.

    Raises:
        ValueError: a propensity is not in (0, 1], or nothing was shown.
    """
    return _mean(_ratio(propensity, target) * reward)


def snips(reward: Floats, propensity: Floats, target: Floats) -> OffPolicy:
    """Self-normalised: slightly biased, of much smaller variance, and within the range of the rewards."""
    ratio = _ratio(propensity, target)
    if not ratio.sum():
        raise ValueError("the other way shows nothing of what was shown")
    value = float(ratio @ reward / ratio.sum())
    spread = ratio * (reward - value)
    return OffPolicy(value, float(np.sqrt(spread @ spread) / ratio.sum()))


def doubly_robust(
    reward: Floats, propensity: Floats, target: Floats, expected: Floats, expected_target: Floats
) -> OffPolicy:
    """Unbiased where either the propensities or the expected rewards are right.

    ``expected`` is a model's guess of the reward of each shown item, ``expected_target`` its guess of the mean reward
    at that place under the other way, both ``float64[n]``.
    """
    return _mean(expected_target + _ratio(propensity, target) * (reward - expected))


def _ratio(propensity: Floats, target: Floats) -> Floats:
    if not len(propensity):
        raise ValueError("nothing was shown")
    if not ((propensity > 0) & (propensity <= 1)).all():
        raise ValueError("propensities lie in (0, 1]")
    return np.asarray(target / propensity, np.float64)


def _mean(values: Floats) -> OffPolicy:
    error = float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else float("nan")
    return OffPolicy(float(values.mean()), error)
