"""Calibration: turns the scores of a linear model into probabilities.

A softmax of the scores with a single fitted temperature (Guo et al. 2017, On Calibration of Modern Neural Networks) is
overconfident for a one-versus-rest SVM. Therefore a logistic regression first predicts the probability that the best
class is correct, from its score, its lead over the second class, and their squares (Platt 1999, with four inputs). Each
row then gets the temperature at which the softmax gives the best class exactly that probability. The order of the
classes by score does not change.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_MOST = 1 - 1e-6  # the highest probability; exactly 1 would need a temperature of 0
_STEPS = 50  # bisections of an interval of 40, down to floating-point precision


@dataclass(frozen=True, slots=True)
class Confidence:
    """P(best class is correct) = ``logistic(intercept + weights @ (best, best - second, and their squares))``.

    The defaults, set by hand for the scores of an SVM, are used when there are too few rows to fit on.
    """

    intercept: float = 0.0
    weights: tuple[float, float, float, float] = (1.0, 2.0, 0.0, 0.0)

    @classmethod
    def fit(cls, scores: Floats, y: NDArray[np.int64]) -> Confidence:
        """Fit on held-out rows.

        Parameters
        ----------
        scores
            ``float64[rows, classes]`` by a model trained without those rows.
        y
            ``int64[rows]``, the true classes.

        Returns
        -------
        Confidence
            The fitted calibration; the defaults with fewer than ten correct or ten wrong predictions (set by hand).
        """
        from sklearn.linear_model import LogisticRegression

        right = scores.argmax(axis=1) == y if len(y) else np.zeros(0, dtype=bool)
        if min(right.sum(), (~right).sum()) < 10:
            return cls()
        model = LogisticRegression(C=10.0, max_iter=500).fit(_inputs(scores), right)
        best, lead, best_squared, lead_squared = map(float, model.coef_[0])
        return cls(float(model.intercept_[0]), (best, lead, best_squared, lead_squared))

    def probabilities(self, scores: Floats) -> Floats:
        """Turn scores ``[rows, classes]`` of at least two classes into probabilities; each row sums to 1."""
        logit = self.intercept + _inputs(scores) @ np.array(self.weights)
        wanted = np.clip(1 / (1 + np.exp(-logit)), 0, _MOST)
        behind = scores - scores.max(axis=1, keepdims=True)
        low, high = np.full(len(scores), -20.0), np.full(len(scores), 20.0)
        for _ in range(_STEPS):  # bisection: the best class's probability rises with the temperature
            middle = (low + high) / 2
            too_much = 1 / np.exp(behind * np.exp(middle)[:, None]).sum(axis=1) > wanted
            low, high = np.where(too_much, low, middle), np.where(too_much, middle, high)
        weights = np.exp(behind * np.exp(low)[:, None])
        return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def _inputs(scores: Floats) -> Floats:
    second, best = np.partition(scores, -2, axis=1)[:, -2:].T
    lead = best - second
    return np.column_stack([best, lead, best**2, lead**2])
