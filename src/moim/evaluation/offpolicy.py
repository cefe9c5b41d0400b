"""Off-policy evaluation: estimate the reward of another policy from pages shown with known propensities.

Each shown item has its propensity, the probability of being at its position (:mod:`moim.lists.reranking`), and its
reward (a click, a join). ``target`` is the probability of the same item at that position under the other (target)
policy. References: Horvitz and Thompson (1952); Swaminathan and Joachims (2015) for the self-normalised estimator;
Dudík, Langford and Li (2011) for the doubly robust one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from moim.data.arrays import Floats


@dataclass(frozen=True, slots=True)
class OffPolicy:
    """Estimated mean reward per item under the target policy, and its standard error."""

    value: float
    error: float


def ips(reward: Floats, propensity: Floats, target: Floats) -> OffPolicy:
    """Inverse propensity scoring.

    Unbiased if every item the target policy can show had a positive propensity; the variance is large.

    Parameters
    ----------
    reward
        ``float64[n]``, reward of each shown item.
    propensity
        ``float64[n]`` in (0, 1], its probability under the policy that made the pages.
    target
        ``float64[n]`` in [0, 1], its probability under the target policy.

    Raises
    ------
    ValueError
        A propensity is not in (0, 1], or nothing was shown.
    """
    return _mean(_ratio(propensity, target) * reward)


def snips(reward: Floats, propensity: Floats, target: Floats) -> OffPolicy:
    """Self-normalised inverse propensity scoring.

    Slightly biased, but with a much smaller variance, and never outside the range of the rewards. Arguments as in
    :func:`ips`; the standard error is that of the ratio estimator by linearisation.

    Raises
    ------
    ValueError
        As :func:`ips`, or the target policy shows none of the items.
    """
    ratio = _ratio(propensity, target)
    if not ratio.sum():
        raise ValueError("the target policy shows none of the shown items")
    value = float(ratio @ reward / ratio.sum())
    spread = ratio * (reward - value)
    return OffPolicy(value, float(np.sqrt(spread @ spread) / ratio.sum()))


def doubly_robust(
    reward: Floats, propensity: Floats, target: Floats, expected: Floats, expected_target: Floats
) -> OffPolicy:
    """Doubly robust estimator: unbiased if either the propensities or the predicted rewards are correct.

    Parameters
    ----------
    reward
        As in :func:`ips`.
    propensity
        As in :func:`ips`.
    target
        As in :func:`ips`.
    expected
        ``float64[n]``, a model's prediction of the reward of each shown item.
    expected_target
        ``float64[n]``, its prediction of the mean reward at that position under the target policy.

    Raises
    ------
    ValueError
        As :func:`ips`.
    """
    return _mean(expected_target + _ratio(propensity, target) * (reward - expected))


def _ratio(propensity: Floats, target: Floats) -> Floats:
    if not len(propensity):
        raise ValueError("nothing was shown")
    if not ((propensity > 0) & (propensity <= 1)).all():
        raise ValueError("propensities must be in (0, 1]")
    return np.asarray(target / propensity, np.float64)


def _mean(values: Floats) -> OffPolicy:
    error = float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else float("nan")
    return OffPolicy(float(values.mean()), error)
