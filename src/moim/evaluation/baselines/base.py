"""Base classes of the baselines, and scores for ordering by several keys."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from moim.data.arrays import Floats, Rows
from moim.data.events import Event
from moim.data.times import DAY
from moim.data.world import World


class Baseline:
    """A model that computes scores from the current world and learns nothing from single events."""

    name: ClassVar[str]

    def start(self, world: World, at: float) -> None:
        """Store the world to read from."""
        self.world = world

    def score(self, member: int, candidates: Rows, at: float) -> Floats:
        """Score the candidates for a member at ``at`` (seconds since 1970): ``float64[n]``, higher is better."""
        raise NotImplementedError

    def before(self, event: Event) -> None:
        """Nothing to learn."""

    def after(self, event: Event) -> None:
        """Nothing to learn."""


class Batch(Baseline):
    """A model fitted on the full history and refitted at regular intervals, as a scheduled job would do."""

    refit_every: ClassVar[float] = 14 * DAY
    """Seconds between fits; set by hand."""

    def start(self, world: World, at: float) -> None:
        """Fit on everything the world has observed before ``at``."""
        super().start(world, at)
        self._fitted = at
        self.fit(at)

    def refit_if_due(self, at: float) -> None:
        """Refit if the last fit is at least ``refit_every`` seconds old; call this before scoring."""
        if at - self._fitted >= self.refit_every:
            self._fitted = at
            self.fit(at)

    def fit(self, at: float) -> None:
        """Fit on ``self.world`` as of ``at``."""
        raise NotImplementedError


def lexicographic(*keys: NDArray[np.generic]) -> Floats:
    """Scores that sort by the first key, then by the second, and so on.

    Parameters
    ----------
    *keys
        Arrays of length n; in each, higher is better.

    Returns
    -------
    Floats
        ``float64[n]``; items equal in all keys get the same score.

    Examples
    --------
    >>> lexicographic(np.array([1, 1, 0]), np.array([5, 7, 9])).tolist()
    [1.0, 2.0, 0.0]
    """
    score = np.zeros(len(keys[0]))
    for key in keys:
        _, level = np.unique(key, return_inverse=True)
        score = score * len(key) + level
        _, dense = np.unique(score, return_inverse=True)
        score = dense.astype(np.float64)
    return score
