"""How much each term counts, learned from the clubs members chose.

A conditional logit: of the clubs a member is not in and the one they are, they chose that one with probability
``softmax(w . terms)``. The weights are the mode of the posterior under a Gaussian prior around :data:`PRIOR` (in units
of each term's spread), so that a platform without members ranks sensibly and a young one is not carried away.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from moim.clubs.features import NAMES
from moim.data.world import Floats, Floats32

PRIOR = {
    "company": 1.0,
    "odds": 0.2,
    "text": 0.3,
    "near": 0.3,
    "size": 0.5,
    "interest": 1.5,
    "keyword": 3.0,
    "region": 0.7,
    "home": 0.4,
}
PRIOR_STRENGTH = 5.0


def prior_weights() -> Floats32:
    """``float32[2, terms]``: what a term counts, and what is added to that for a club of full warmth."""
    return np.array([[PRIOR.get(name, 0.0) for name in NAMES], [0.0] * len(NAMES)], np.float32)


@dataclass(slots=True)
class Choices:
    """Choices to learn from.

    ``values`` are the terms, ``float32[choices, n, 2 * terms]`` (each as it is, then times the candidate's warmth);
    ``chosen`` is a position among the ``n``; ``barred`` (``[choices, n]``) are candidates that were no alternative.
    """

    values: Floats32
    chosen: NDArray[np.intp]
    barred: NDArray[np.bool_]
    spread: Floats = field(init=False)

    def __post_init__(self) -> None:
        # A term that is the same for all candidates of a choice cannot matter: only the spread within counts.
        allowed = (~self.barred).astype(np.float32)
        count = np.maximum(allowed.sum(axis=1), 1.0)
        mean = np.einsum("enf,en->ef", self.values, allowed) / count[:, None]
        within = self.values - mean[:, None]
        square = np.einsum("enf,enf,en->f", within, within, allowed, dtype=np.float64)
        self.spread = np.sqrt(square / max(float(count.sum()), 1.0))


def learn(choices: Choices, start: Floats32) -> Floats32:
    """The weights after those choices; ``start`` (``[2, terms]``) is the mean of the prior."""
    mean = start.ravel().astype(np.float64)
    used = choices.spread > 1e-6
    if not len(choices.chosen) or not used.any():
        return start
    spread = choices.spread[used]
    values = choices.values[:, :, used] / spread.astype(np.float32)
    flat = values.reshape(-1, values.shape[2])
    events = np.arange(len(choices.chosen))
    observed = values[events, choices.chosen].sum(axis=0, dtype=np.float64)
    prior = mean[used] * spread

    def loss(weights: Floats) -> tuple[float, Floats]:
        utility = (flat @ weights.astype(np.float32)).reshape(choices.barred.shape)
        utility[choices.barred] = -np.inf
        utility -= utility.max(axis=1, keepdims=True)
        odds = np.exp(utility)
        total = odds.sum(axis=1, keepdims=True)
        likelihood = float((utility[events, choices.chosen] - np.log(total[:, 0])).sum(dtype=np.float64))
        expected = ((odds / total).ravel() @ flat).astype(np.float64)
        away = weights - prior
        return (
            PRIOR_STRENGTH * float(away @ away) - likelihood,
            2 * PRIOR_STRENGTH * away - (observed - expected),
        )

    found = minimize(loss, prior, jac=True, method="L-BFGS-B", options={"maxiter": 60, "ftol": 1e-6})
    mean[used] = found.x / spread
    return mean.astype(np.float32).reshape(start.shape)
