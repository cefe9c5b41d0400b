"""Whether a model's probabilities come true."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from moim.data.arrays import Floats

BINS = 20


@dataclass(slots=True)
class Reliability:
    """Sums over candidates, by how probable they were said to be (``BINS`` equal steps from 0 to 1)."""

    count: Floats = field(default_factory=lambda: np.zeros(BINS))
    said: Floats = field(default_factory=lambda: np.zeros(BINS))
    came_true: Floats = field(default_factory=lambda: np.zeros(BINS))
    log_loss: float = 0.0
    choices: int = 0

    def add(self, utilities: Floats, chosen: NDArray[np.bool_]) -> None:
        """One choice among candidates whose utilities are given; several chosen ones share it."""
        probability = np.exp(utilities - utilities.max())
        probability /= probability.sum()
        outcome = chosen / chosen.sum()
        bin_ = np.minimum((probability * BINS).astype(np.int64), BINS - 1)
        self.count += np.bincount(bin_, minlength=BINS)
        self.said += np.bincount(bin_, probability, BINS)
        self.came_true += np.bincount(bin_, outcome, BINS)
        self.log_loss -= float(outcome @ np.log(np.maximum(probability, 1e-12)))
        self.choices += 1

    def error(self) -> float:
        """Expected calibration error: the mean distance between what was said and what came true.

        Weighted by the probability that was said, so that the many hopeless candidates do not drown the others.
        """
        gap = np.abs(self.said - self.came_true)
        return float(gap.sum() / self.said.sum()) if self.said.sum() else 0.0
