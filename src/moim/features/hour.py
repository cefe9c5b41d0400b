"""Whether the member usually goes out at about that hour."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member

_BY_DISTANCE = np.array([1.0, 0.6, 0.2, *[0.0] * 19, 0.2, 0.6]) / 2.6
KERNEL = np.stack([np.roll(_BY_DISTANCE, hour) for hour in range(24)])
"""``float64[24, 24]``, rows of sum 1: how much a visit at one hour counts for each other, two hours to either side and
around midnight. A triangle, set by hand: one who goes at seven goes at eight as well."""


class Hour(Feature):
    """log of how many times as often as evenly the member goes out at about that hour, in local time. O(history + n).

    ``log((near_h + 1/6) / (near + 4) * 24)``, where ``near = KERNEL @ visits`` by hour and a sixth of a visit an hour
    is assumed, four in all. 0 for a member without a history.
    """

    name = "hour"
    prior = 0.2

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        if not len(member.history):
            return np.zeros(len(candidates), np.float32)
        visits = np.bincount(self.context.starts[1][member.history], member.visits, 24)
        near = KERNEL @ visits
        log_ratio: Floats32 = np.log((near + 1.0 / 6.0) * 24.0 / (near.sum() + 4.0)).astype(np.float32)
        return log_ratio[candidates.hour]
