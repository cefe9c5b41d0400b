"""Orders by category. Where activities have none, their club stands for it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from moim.evaluation.baselines.base import Baseline, by
from moim.world import Floats, Rows, World


def kinds(world: World, rows: Rows) -> NDArray[np.int64]:
    """The category of each activity; where it has none, a number below 0 that stands for its club."""
    category = world.activities["category"][rows].astype(np.int64)
    return np.where(category >= 0, category, -2 - world.activities["club"][rows].astype(np.int64))


class FourPlusTwo(Baseline):
    """The four newest of the category the member joined last (else their first interest), then any, by chance."""

    name = "four_plus_two"

    def score(self, member: int, candidates: Rows, at: float) -> Floats:
        """4, 3, 2, 1 for the four, 0 for all others (tied)."""
        world = self.world
        scores = np.zeros(len(candidates))
        joined = world.joined[member]
        if joined:
            last = max(joined, key=joined.__getitem__)
            favourite = int(kinds(world, np.array([last], np.int32))[0])
        else:
            known = [c for c in map(world.categories.get, world.interests[member]) if c >= 0]
            if not known:
                return scores
            favourite = known[0]
        same = np.flatnonzero(kinds(world, candidates) == favourite)
        age = by(world.activities["created"][candidates[same]], world.activities["going"][candidates[same]])
        newest = same[np.argsort(-age, kind="stable")[:4]]
        scores[newest] = np.arange(4, 4 - len(newest), -1)
        return scores
