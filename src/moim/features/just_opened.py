"""Whether the activity was announced within the last hours."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.data.times import HOUR
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member


class JustOpened(Feature):
    """1 at the moment of creation, halved every hour. O(n).

    Where announcements are mailed, most who join do so within hours (docs/decisions/0001: a weight near 3 on Montana).
    """

    name = "just_opened"
    personal = False
    prior = 0.1
    half_life = HOUR
    """An hour. Set by hand; half or twice as much changes nDCG@10 on Montana by less than .001
    (benchmarks/constants.md)."""

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        return np.exp2(-candidates.age / self.half_life).astype(np.float32)
