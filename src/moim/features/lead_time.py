"""Whether the member usually joins so long ahead of the start."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.data.times import DAY
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member


class LeadTime(Feature):
    """How near the time to the start is to the member's usual lead time: 0 if equal, negative otherwise. O(joined + n).

    ``-|log(1 + days to the start) - mean of log(1 + days between joining and the start)|``, with :attr:`assumed` joins
    :attr:`usual_days` ahead added to the mean.
    """

    name = "lead_time"
    prior = 0.2
    assumed, usual_days = 2.0, 7.0
    """Two joins a week ahead. Set by hand; one or four change nDCG@10 on Montana by less than .001
    (benchmarks/constants.md)."""

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        ahead = self.world.activities["start"][member.joined] - (candidates.at - member.joined_age)
        logs = np.log1p(np.fmax(ahead, 0.0) / DAY)  # an unknown start counts as joined when it began
        usual = (logs.sum() + self.assumed * np.log1p(self.usual_days)) / (len(logs) + self.assumed)
        near: Floats32 = -np.abs(candidates.log_days_left - np.float32(usual))
        return near
