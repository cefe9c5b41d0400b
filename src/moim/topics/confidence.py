"""Scores of a linear model to probabilities that can be believed.

A softmax of the scores with one fitted temperature (Guo et al. 2017, On Calibration of Modern Neural Networks) trusts
the answers of a one-against-rest SVM too much. So a logistic regression first says how likely the best class is right,
from its score and its lead over the second and their squares (Platt 1999, with four inputs), and then each row gets
the temperature at which the softmax gives the best class just that probability. The classes stay in the order of
their scores.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_MOST = 1 - 1e-6
_STEPS = 50


@dataclass(frozen=True, slots=True)
class Confidence:
    """How likely the best class is right: ``logistic(intercept + weights @ (best, best - second, and their squares))``.

    The defaults, for want of rows to fit on, suit the scores of an SVM.
    """

    intercept: float = 0.0
    weights: tuple[float, float, float, float] = (1.0, 2.0, 0.0, 0.0)

    @classmethod
    def fit(cls, scores: Floats, y: NDArray[np.int64]) -> Confidence:
        """Learn from scores [rows, classes] of rows the model had not seen, and their true classes.

        With fewer than ten right or ten wrong answers there is nothing to learn: the defaults are given.
        """
        from sklearn.linear_model import LogisticRegression

        right = scores.argmax(axis=1) == y if len(y) else np.zeros(0, dtype=bool)
        if min(right.sum(), (~right).sum()) < 10:
            return cls()
        model = LogisticRegression(C=10.0, max_iter=500).fit(_inputs(scores), right)
        best, lead, best_squared, lead_squared = map(float, model.coef_[0])
        return cls(float(model.intercept_[0]), (best, lead, best_squared, lead_squared))

    def probabilities(self, scores: Floats) -> Floats:
        """Probabilities [rows, classes] of scores [rows, classes], at least two classes; each row sums to 1."""
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
