"""How much each feature of a club counts, fitted to the clubs that members chose.

Of the clubs a member is not in and one they are in, they chose that one: a conditional logit
(:mod:`moim.ranking.conditional_logit`) with two weights a feature, one for every club and one in proportion to the
club's credibility (:mod:`moim.clubs.similarity`). The weights are the mode of the posterior under a Gaussian prior
around :data:`PRIOR`, so that a platform without members ranks sensibly and a young one does not follow chance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moim.clubs.features import NAMES
from moim.data.arrays import Floats, Floats32
from moim.ranking.conditional_logit import ConditionalLogit, GaussianPrior

PRIOR = {
    "cosine": 1.0,
    "log_lift": 0.2,
    "text": 0.3,
    "near": 0.3,
    "size": 0.5,
    "interest": 1.5,
    "keyword": 3.0,
    "region": 0.7,
    "home": 0.4,
}
"""The mean of the prior. Set by hand: what a member told counts most, as nothing else is known on the first day."""

PRIOR_CHOICES = 10.0
"""Number of choices the prior weights are worth: the precision of a weight is this times its feature's variance. Set by
hand; it hardly matters where members are many (Phoenix: nDCG@20 .3478 with 1, .3477 with 10, .3470 with 100)."""

STEPS = 60
"""Iterations of L-BFGS at most; on Phoenix the tolerance stops the search before, after 7 and 26 evaluations."""
TOLERANCE = 1e-6
"""L-BFGS stops where a step lowers the loss by less than this share of it. On Phoenix 1e-9 takes twice the time, for an
nDCG@20 of .3477 in both."""
LEAST_SPREAD = 1e-6
"""A feature that varies less than this within each choice keeps its prior weight: single precision says no more."""


def prior_weights() -> Floats32:
    """The weights before anything was fitted, ``float32[2, s]``: of every club, and what full credibility adds (0)."""
    return np.array([[PRIOR[name] for name in NAMES], [0.0] * len(NAMES)], np.float32)


@dataclass(slots=True)
class ClubChoices:
    """Choices to fit weights to, all among the same clubs.

    Attributes
    ----------
    features
        ``float32[choices, n, s]``.
    credibility
        Of the clubs, ``float32[n]``.
    chosen
        Position of the chosen club among the ``n``, ``intp[choices]``.
    excluded
        Clubs that were no alternative of a choice, ``bool[choices, n]``; never the chosen one.
    """

    features: Floats32
    credibility: Floats32
    chosen: NDArray[np.intp]
    excluded: NDArray[np.bool_]


def fit_choice_weights(choices: ClubChoices, prior: Floats32) -> Floats32:
    """The weights most likely after those choices, ``float32[2, s]``; ``prior`` (likewise) is the mean of the prior."""
    if not len(choices.chosen):
        return prior
    allowed = ~choices.excluded
    x = choices.features[allowed]
    z = np.broadcast_to(choices.credibility, allowed.shape)[allowed].astype(np.float64)
    sizes = allowed.sum(axis=1)
    # What is the same for all alternatives cannot matter: only the spread within each choice counts.
    spread = np.concatenate([_spread_within(x, sizes), _spread_within(x * z[:, None].astype(np.float32), sizes)])
    used = spread > LEAST_SPREAD
    if not used.any():
        return prior
    scale = np.where(used, spread, 1.0)
    position = (np.cumsum(allowed, axis=1) - 1)[np.arange(len(sizes)), choices.chosen]
    mean = prior.ravel().astype(np.float64)
    found = ConditionalLogit(x, z, sizes, position, np.ones(len(sizes))).fit(
        GaussianPrior(mean, PRIOR_CHOICES * scale**2), mean, steps=STEPS, scale=scale, tolerance=TOLERANCE
    )
    return np.where(used, found, mean).astype(np.float32).reshape(prior.shape)


def _spread_within(x: Floats32, sizes: NDArray[np.intp]) -> Floats:
    """The standard deviation of each feature around its mean in each choice, ``float64[s]``."""
    first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    mean = np.add.reduceat(x, first) / sizes[:, None].astype(np.float32)
    within = np.repeat(mean, sizes, axis=0)
    np.subtract(x, within, out=within)
    np.square(within, out=within)
    spread: Floats = np.sqrt(within.sum(axis=0, dtype=np.float64) / len(x))
    return spread
