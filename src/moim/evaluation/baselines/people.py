"""People go with people: who is already in, and how often the member has been out with them."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from moim.data.arrays import Floats, Rows
from moim.data.times import DAY
from moim.evaluation.baselines.base import Baseline
from moim.evaluation.baselines.content import prior

HALF_LIFE = 182 * DAY


class CoAttendance(Baseline):
    """User-based nearest neighbours: log(1 + shared outings with those already in).

    A shared outing counts half after half a year, and less the more people were there: 1 / log2(2 + participants).
    Defined for new activities as soon as one person is in; ties: own clubs, the most joined, the newest.
    """

    name = "coattendance"

    def score(self, member: int, candidates: Rows, at: float) -> Floats:
        """Log of the companions' weights."""
        world = self.world
        companions: dict[int, float] = defaultdict(float)
        for activity, when in world.joined[member].items():
            there = world.participants[activity]
            weight = float(np.exp2((when - at) / HALF_LIFE) / np.log2(2 + len(there)))
            for other in there:
                companions[other] += weight
        companions.pop(member, None)
        overlap = [sum(companions.get(other, 0.0) for other in world.participants[row]) for row in candidates.tolist()]
        return np.log1p(overlap) + prior(world, member, candidates)
