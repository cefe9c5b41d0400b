"""How much the member has done with the club so far."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.data.times import DAY
from moim.explain.reason import Reason
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member


class ClubAffinity(Feature):
    """log(1 + the member's evidence at the club, decayed). O(history + clubs + n).

    Evidence: :data:`moim.members.state.EVIDENCE`, a join counting 1.
    """

    name = "club_affinity"
    prior = 0.5
    half_life = 180 * DAY
    """Set by hand; half or twice as much changes nDCG@10 on Montana by less than .001 (benchmarks/constants.md)."""

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        if not len(member.history):
            return np.zeros(len(candidates), np.float32)
        clubs = self.world.activities["club"][member.history]
        evidence = np.bincount(clubs, member.decayed(self.half_life), len(self.world.clubs)).astype(np.float32)
        return np.log1p(evidence[candidates.club])

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        club = int(candidates.club[position])
        if not np.any(self.world.activities["club"][member.joined] == club):
            return None
        return Reason("club_joined_before", {"club": self.world.club_texts[club][0]})
