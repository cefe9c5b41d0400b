"""How many have joined in the last days."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.data.world import PACE_HALF_LIFE
from moim.explain.reason import Reason
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member


class RecentJoins(Feature):
    """log(1 + joins, each decayed with :data:`moim.data.world.PACE_HALF_LIFE`, two days). O(n)."""

    name = "recent_joins"
    personal = False
    prior = 0.1
    least_shown = 3.0
    """How many recent joins are worth a reason. Set by hand."""

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        a = self.world.activities
        decay = np.exp2((a["last_join"][candidates.rows] - candidates.at) / PACE_HALF_LIFE)
        joins: Floats32 = np.log1p(a["pace"][candidates.rows] * decay).astype(np.float32)
        return joins

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        return Reason("pace") if np.expm1(value) >= self.least_shown else None
