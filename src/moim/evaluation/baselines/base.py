"""What most baselines share: no state between fits, and a way to say "first by this, then by that"."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from moim.data.arrays import Floats, Rows
from moim.data.events import Event
from moim.data.times import DAY
from moim.data.world import World


class Baseline:
    """A model that reads the world as it is and learns nothing else."""

    name: ClassVar[str]

    def start(self, world: World, at: float) -> None:
        """Remember the world."""
        self.world = world

    def score(self, member: int, candidates: Rows, at: float) -> Floats:
        """``float64[n]``, higher is better."""
        raise NotImplementedError

    def before(self, event: Event) -> None:
        """Nothing to learn."""

    def after(self, event: Event) -> None:
        """Nothing to learn."""


class Batch(Baseline):
    """A model that is fitted on all there is, and fitted anew as time passes, as a platform would."""

    refit_every: ClassVar[float] = 14 * DAY

    def start(self, world: World, at: float) -> None:
        """Fit on what the world knows."""
        super().start(world, at)
        self._fitted = at
        self.fit(at)

    def fresh(self, at: float) -> None:
        """Fit anew if the last time is too long ago; to be called before scoring."""
        if at - self._fitted >= self.refit_every:
            self._fitted = at
            self.fit(at)

    def fit(self, at: float) -> None:
        """Fit on ``self.world`` as it is at ``at``."""
        raise NotImplementedError


def by(*keys: NDArray[np.generic]) -> Floats:
    """Scores that order by the first key, then the second, and so on (higher is better); equal in all: tied.

    >>> by(np.array([1, 1, 0]), np.array([5, 7, 9])).tolist()
    [1.0, 2.0, 0.0]
    """
    score = np.zeros(len(keys[0]))
    for key in keys:
        _, level = np.unique(key, return_inverse=True)
        score = score * len(key) + level
        _, dense = np.unique(score, return_inverse=True)
        score = dense.astype(np.float64)
    return score
