"""How many have joined a day."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.data.times import DAY
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member


class JoinsPerDay(Feature):
    """log(1 + members who go / (days since it was created + :attr:`assumed_days`)). O(n)."""

    name = "joins_per_day"
    personal = False
    assumed_days = 0.5
    """Keeps the rate of what was created a moment ago finite. Set by hand; half or twice as much changes
    nDCG@10 on Montana by less than .001 (benchmarks/constants.md)."""

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        return np.log1p(candidates.going / (self.assumed_days + candidates.age / DAY)).astype(np.float32)
