"""Confidence intervals of means by bootstrap over members, paired where models are compared."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from moim.data.arrays import Floats

REPLICATES = 1000
"""Bootstrap samples; the usual number for percentile intervals (Efron and Tibshirani 1993)."""
LEVEL = 0.95


class Interval(NamedTuple):
    """A mean and its bounds: it lies between them in 95 % of the bootstrap samples of the members."""

    value: float
    low: float
    high: float


def means_of_resamples(values: Floats, members: NDArray[np.int64], seed: int = 0) -> Floats:
    """Means of the columns in bootstrap samples of whole members (Efron and Tibshirani 1993, clustered by member).

    The same members are drawn for all columns, so differences between columns are paired.

    Parameters
    ----------
    values
        ``float[queries, columns]``.
    members
        ``int64[queries]``, the member of each query.
    seed
        Of the random generator.

    Returns
    -------
    Floats
        ``float64[REPLICATES, columns]``.
    """
    _, who = np.unique(members, return_inverse=True)
    count = np.bincount(who)
    totals = np.stack([np.bincount(who, column) for column in values.T], axis=1)
    people = len(count)
    rng = np.random.default_rng(seed)
    means = np.empty((REPLICATES, values.shape[1]))
    for replicate in range(REPLICATES):
        drawn = np.bincount(rng.integers(people, size=people), minlength=people)
        means[replicate] = (drawn @ totals) / (drawn @ count)
    return means


def interval(value: float, resampled: Floats) -> Interval:
    """The percentile interval of a mean, from its bootstrap means ``float64[REPLICATES]``."""
    low, high = np.quantile(resampled, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(value), float(low), float(high))


def paired_difference(ours: Floats, theirs: Floats, members: NDArray[np.int64], seed: int = 0) -> Interval:
    """The mean of ``ours - theirs``, both ``float64[queries]``, with its interval over members."""
    difference = (ours - theirs)[:, None]
    return interval(float(difference.mean()), means_of_resamples(difference, members, seed)[:, 0])
