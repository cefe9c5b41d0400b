"""How many go."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.explain.reason import Reason
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member


class Joins(Feature):
    """log(1 + members who go). O(n)."""

    name = "joins"
    personal = False
    prior, prior_newcomer = 0.1, 0.4
    least_shown = 3
    """How many must go for the number to be given as a reason. Set by hand: one or two persuade nobody."""

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        return np.log1p(candidates.going.astype(np.float32))

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        count = int(candidates.going[position])
        return Reason("joins", {"count": count}) if count >= self.least_shown else None
