"""How much of the club's the member has declined."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.data.times import DAY
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member


class ClubAversion(Feature):
    """log(1 + how many of the club's activities the member declined, decayed). O(declined + clubs + n).

    Never negative; it speaks against the club because its weight is negative.
    """

    name = "club_aversion"
    prior = -0.4
    half_life = 180 * DAY
    """Set by hand, as that of :class:`moim.features.club_affinity.ClubAffinity`."""

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        if not len(member.declined):
            return np.zeros(len(candidates), np.float32)
        clubs = self.world.activities["club"][member.declined]
        declined = np.bincount(clubs, np.exp2(-member.declined_age / self.half_life), len(self.world.clubs))
        by_club: Floats32 = np.log1p(declined).astype(np.float32)
        aversion: Floats32 = by_club[candidates.club]
        return aversion
