"""How many usually come to the club's activities."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.explain.reason import Reason
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member


class ClubTurnout(Feature):
    """log(1 + the club's mean turnout so far, smoothed to everyone's; :mod:`moim.features.turnout`). O(n)."""

    name = "club_turnout"
    personal = False
    prior, prior_newcomer = 0.2, 0.2
    least_held = 3
    """How many activities a club must have held to be called well attended. Set by hand."""

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        club, _ = candidates.turnout
        return club

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        # Shown for the better half of the candidates.
        club = int(candidates.club[position])
        if self.world.clubs["held"][club] < self.least_held or value < np.median(candidates.turnout[0]):
            return None
        return Reason("organiser", {"club": self.world.club_texts[club][0]})
