"""Whether the member is in the club."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.explain.reason import Reason
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member


class Membership(Feature):
    """1 if the member is in the club that holds the activity, else 0. O(clubs + n)."""

    name = "membership"
    prior, prior_newcomer = 1.2, 0.4

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        mine = np.zeros(len(self.world.clubs), np.float32)
        if member.clubs:
            mine[list(member.clubs)] = 1.0
        inside: Floats32 = mine[candidates.club]
        return inside

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        club = int(candidates.club[position])
        if club not in member.clubs:
            return None
        return Reason("member_of_club", {"club": self.world.club_texts[club][0]})
