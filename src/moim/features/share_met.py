"""How large a part of those who go the member has met."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.companions import companions_going
from moim.features.member import Member


class ShareMet(Feature):
    """Of those who go, how many the member has met: met / (1 + going), in [0, 1). O(what those go to + n)."""

    name = "share_met"
    prior = 0.3

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        going = companions_going(self.context, member, candidates)
        if going is None:
            return np.zeros(len(candidates), np.float32)
        met = np.bincount(going[0], minlength=len(candidates))
        share: Floats32 = met.astype(np.float32) / candidates.going_plus_one
        return share
