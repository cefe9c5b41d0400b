"""How near the activity is to a place where the member was lately."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.explain.reason import Reason
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member
from moim.features.place import chords_from_venues, log_kilometres


class NearVisited(Feature):
    """-log(1 + km to the nearest of the places the member went to lately); 0 if none is known. O(venues x n)."""

    name = "near_visited"
    prior = 0.4
    shown_km = 5.0
    """Distance up to which nearness is given as a reason. Set by hand: about half an hour by bus."""

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        chords = chords_from_venues(member, candidates)
        if chords is None:
            return np.zeros(len(candidates), np.float32)
        return -log_kilometres(candidates, chords.min(axis=0))

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        km = float(np.expm1(-value))
        if not len(member.joined) or not candidates.has_place[position] or value == 0.0 or km > self.shown_km:
            return None
        return Reason("near_past", {"km": km})
