"""How many members the club has."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member


class ClubSize(Feature):
    """log(1 + members of the club). O(n)."""

    name = "club_size"
    personal = False

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        sizes: Floats32 = np.log1p(self.world.clubs["size"][candidates.club]).astype(np.float32)
        return sizes
