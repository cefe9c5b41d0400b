"""A baseline of co-attendance: how often the member has joined activities with those who have joined this one."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from moim.data.arrays import Floats, Rows
from moim.data.times import DAY
from moim.evaluation.baselines.base import Baseline
from moim.evaluation.baselines.content import tie_break

HALF_LIFE = 182 * DAY
"""Seconds after which a shared activity counts half; set by hand."""


class CoAttendance(Baseline):
    """User-based nearest neighbours: ``log(1 + weighted activities shared with the present participants)``.

    A shared activity has a half-life of half a year and the weight ``1 / log2(2 + participants)``, so that large ones
    count less. Ties, including activities without participants, are broken by :func:`~.content.tie_break`.
    """

    name = "coattendance"

    def score(self, member: int, candidates: Rows, at: float) -> Floats:
        """``log(1 + sum of the participants' weights)``; ``float64[n]``."""
        world = self.world
        companions: dict[int, float] = defaultdict(float)
        for activity, when in world.joined[member].items():
            there = world.participants[activity]
            weight = float(np.exp2((when - at) / HALF_LIFE) / np.log2(2 + len(there)))
            for other in there:
                companions[other] += weight
        companions.pop(member, None)
        overlap = [sum(companions.get(other, 0.0) for other in world.participants[row]) for row in candidates.tolist()]
        return np.log1p(overlap) + tie_break(world, member, candidates)
