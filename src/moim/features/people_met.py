"""Whether people go whom the member has met."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.explain.reason import Reason
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.companions import companions_going, companions_of
from moim.features.member import Member


class PeopleMet(Feature):
    """log(1 + sum over those who go of how often the member and they went to the same activity, decayed).

    O(participants of the member's joins + what those go to + n).
    """

    name = "people_met"
    prior = 0.4

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        going = companions_going(self.context, member, candidates)
        if going is None:
            return np.zeros(len(candidates), np.float32)
        return np.log1p(np.bincount(*going, len(candidates)).astype(np.float32))

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        companions = companions_of(self.context, member)
        if companions is None:
            return None
        going = self.world.participants[int(candidates.rows[position])]
        count = sum(person in going for person in companions[0].tolist())
        return Reason("company", {"count": count}) if count else None
