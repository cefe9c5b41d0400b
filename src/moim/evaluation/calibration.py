"""How well a model's predicted probabilities match the observed frequencies."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from moim.data.arrays import Floats

BINS = 20
"""Bins of equal width from 0 to 1; set by hand."""


@dataclass(slots=True)
class Reliability:
    """A reliability diagram: sums over candidates, binned by predicted probability.

    Attributes
    ----------
    count
        ``float64[BINS]``, candidates in each bin.
    predicted
        ``float64[BINS]``, sum of their predicted probabilities.
    observed
        ``float64[BINS]``, how many of them were chosen (a share where several were chosen at once).
    log_loss
        Sum of the negative log-likelihoods, in nats.
    choices
        Number of choices added.
    """

    count: Floats = field(default_factory=lambda: np.zeros(BINS))
    predicted: Floats = field(default_factory=lambda: np.zeros(BINS))
    observed: Floats = field(default_factory=lambda: np.zeros(BINS))
    log_loss: float = 0.0
    choices: int = 0

    def add(self, utilities: Floats, chosen: NDArray[np.bool_]) -> None:
        """Add one choice.

        Parameters
        ----------
        utilities
            ``float64[n]`` of the candidates; their softmax is the predicted probability.
        chosen
            ``bool[n]``, at least one true; several chosen candidates share the choice equally.
        """
        probability = np.exp(utilities - utilities.max())
        probability /= probability.sum()
        outcome = chosen / chosen.sum()
        bin_ = np.minimum((probability * BINS).astype(np.int64), BINS - 1)
        self.count += np.bincount(bin_, minlength=BINS)
        self.predicted += np.bincount(bin_, probability, BINS)
        self.observed += np.bincount(bin_, outcome, BINS)
        self.log_loss -= float(outcome @ np.log(np.maximum(probability, 1e-12)))
        self.choices += 1

    def error(self) -> float:
        """Expected calibration error (Guo et al. 2017): mean difference between predicted and observed frequency.

        Bins are weighted by the sum of their predicted probabilities rather than by their count, since most candidates
        have a probability near 0 and would dominate the mean.
        """
        gap = np.abs(self.predicted - self.observed)
        return float(gap.sum() / self.predicted.sum()) if self.predicted.sum() else 0.0
