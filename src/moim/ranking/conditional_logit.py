"""Conditional logit: the chance that one of several alternatives is chosen, and the weights most likely after choices.

The model of McFadden (1974, "Conditional logit analysis of qualitative choice behavior"): alternative ``j`` of a choice
is chosen with probability ``exp(u_j) / sum_k exp(u_k)``, where

    u_j = sum_s (w_s + z_j v_s) x_js

``x_js`` are the features of the alternative, ``w`` the weights, and ``v`` what is added to them in proportion to one
number ``z_j`` of the alternative. :mod:`moim.ranking.choice_model` uses ``z = 1 / (1 + n)`` with ``n`` what is known of
the member, :mod:`moim.clubs.choice_model` the share of a club's own figures in its similarities.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from moim.data.arrays import Floats, Floats32

TOLERANCE = 1e7 * float(np.finfo(np.float64).eps)
"""L-BFGS stops where a step lowers the loss by less than this share of it: SciPy's default, 2.2e-9."""


@dataclass(frozen=True, slots=True)
class GaussianPrior:
    """Independent normal distributions of all weights ``[w, v]``.

    ``mean`` and ``precision`` (1 / variance) are ``float64[2 s]``.
    """

    mean: Floats
    precision: Floats


class ConditionalLogit:
    """The likelihood of many choices, their alternatives stacked as the rows of one matrix.

    Features are of single precision, sums and probabilities of double precision.
    """

    def __init__(
        self, x: Floats32, z: Floats, sizes: NDArray[np.intp], chosen: NDArray[np.intp], weight: Floats
    ) -> None:
        """Stack choices.

        Parameters
        ----------
        x
            Features, ``float32[rows, s]``, the alternatives of one choice one after another.
        z
            What ``v`` is multiplied by, ``float64[rows]``.
        sizes
            Number of alternatives of each choice, ``intp[choices]``, at least 1.
        chosen
            Position of the chosen one among the alternatives of each choice, ``intp[choices]``.
        weight
            How much each choice counts, ``float64[choices]``.
        """
        self.x, self.z, self.weight = x, z, weight
        self._first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        self._choice = np.repeat(np.arange(len(sizes)), sizes)
        self._observed = np.zeros(len(x))
        self._observed[self._first + chosen] = weight
        self._observed_sum = self._weighted_sum(self._observed)

    def loss(self, w: Floats, prior: GaussianPrior) -> tuple[float, Floats]:
        """Negative log posterior of ``[w, v]`` (``float64[2 s]``), up to a constant, and its gradient."""
        expected, log_odds = self._expected(w)
        off = w - prior.mean
        value = self.weight @ log_odds - self._observed_sum @ w + 0.5 * prior.precision @ (off * off)
        return float(value), self._weighted_sum(expected) - self._observed_sum + prior.precision * off

    def fit(
        self,
        prior: GaussianPrior,
        start: Floats,
        *,
        steps: int,
        scale: Floats | float = 1.0,
        tolerance: float = TOLERANCE,
    ) -> Floats:
        """The mode of the posterior, ``float64[2 s]``, by L-BFGS.

        Parameters
        ----------
        prior
            Of the weights.
        start
            Where the search begins, ``float64[2 s]``.
        steps
            The search stops after so many.
        scale
            The search runs over ``scale * weights``; the nearer their curvatures are to one another, the fewer steps it
            takes.
        tolerance
            The search stops where a step lowers the loss by less than this share of it.
        """

        def _scaled_loss(scaled: Floats) -> tuple[float, Floats]:
            value, gradient = self.loss(scaled / scale, prior)
            return value, gradient / scale

        with _one_blas_thread():  # so narrow a product is slower in several threads
            found = minimize(
                _scaled_loss,
                start * scale,
                jac=True,
                method="L-BFGS-B",
                options={"maxiter": steps, "ftol": tolerance},
            )
        mode: Floats = found.x / scale
        return mode

    def squared_gradients(self, w: Floats) -> Floats:
        """The squares of the gradients of the choices' log-likelihoods at ``[w, v]``, summed, ``float64[2 s]``.

        For choices whose alternatives share one ``z``.
        """
        residual = (self._observed - self._expected(w)[0]).astype(np.float32)
        each = np.square(np.add.reduceat(self.x * residual[:, None], self._first).astype(np.float64))
        return np.concatenate([each.sum(axis=0), np.square(self.z[self._first]) @ each])

    def _expected(self, w: Floats) -> tuple[Floats, Floats]:
        """Probability of each row times the weight of its choice; the log of the sum of the odds of each choice."""
        common, added = (self.x @ w.reshape(2, -1).T.astype(np.float32)).T.astype(np.float64)
        utility = common + self.z * added
        top = np.maximum.reduceat(utility, self._first)
        odds = np.exp(utility - top[self._choice])
        total = np.add.reduceat(odds, self._first)
        return odds / total[self._choice] * self.weight[self._choice], np.log(total) + top

    def _weighted_sum(self, share: Floats) -> Floats:
        """Features of all rows, each times its share; then the same times ``z``: ``float64[2 s]``."""
        both = np.stack([share, share * self.z]).astype(np.float32)
        return np.concatenate(both @ self.x).astype(np.float64)


def _one_blas_thread() -> AbstractContextManager[object]:
    """Keep BLAS to one thread where threadpoolctl (the extra ``train``) is installed."""
    try:
        from threadpoolctl import threadpool_limits
    except ImportError:
        return nullcontext()
    limits: AbstractContextManager[object] = threadpool_limits(1, "blas")
    return limits
