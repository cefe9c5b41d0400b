"""Whether the member chose the activity's category."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.explain.reason import Reason
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member


class Interest(Feature):
    """1 if the activity's category is one the member chose, else 0. O(categories + n)."""

    name = "interest"
    prior, prior_newcomer = 0.6, 1.2

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        if not member.interests:
            return np.zeros(len(candidates), np.float32)
        # The last entry is "no category", which is -1.
        chosen = np.zeros(len(self.world.categories) + 1, np.float32)
        chosen[list(member.interests)] = 1.0
        return chosen[candidates.category]

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        category = int(candidates.category[position])
        if category not in member.interests:
            return None
        return Reason("interest", {"category": self.world.categories.names[category]})
