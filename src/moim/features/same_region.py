"""Whether the activity's club is of the member's region."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.explain.reason import Reason
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member


class SameRegion(Feature):
    """1 if the activity's club is of the member's region, else 0. O(n)."""

    name = "same_region"
    prior, prior_newcomer = 0.4, 0.3

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        if member.region < 0:
            return np.zeros(len(candidates), np.float32)
        same: Floats32 = (self.world.clubs["region"][candidates.club] == member.region).astype(np.float32)
        return same

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        if member.region < 0 or self.world.clubs["region"][candidates.club[position]] != member.region:
            return None
        return Reason("same_region", {"region": self.world.regions.names[member.region]})
