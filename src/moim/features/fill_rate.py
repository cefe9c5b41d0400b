"""How much of the room is taken."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member


class FillRate(Feature):
    """Members who go / seats; 0 if seats are unlimited. No seats at all count as one. O(n)."""

    name = "fill_rate"
    personal = False

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        capacity = self.world.activities["capacity"][candidates.rows]
        rate: Floats32 = (candidates.going / np.maximum(capacity, 1.0)).astype(np.float32)
        return rate
