"""How many days ago the activity was created."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.data.times import DAY
from moim.explain.reason import Reason
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member


class Freshness(Feature):
    """-log(1 + days since it was created). O(n)."""

    name = "freshness"
    personal = False
    prior = 0.25
    shown_days = 3
    """How long an activity is called new in reasons. Set by hand."""

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        return -np.log1p(candidates.age / DAY).astype(np.float32)

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        return Reason("new") if candidates.age[position] < self.shown_days * DAY else None
