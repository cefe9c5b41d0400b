"""Features from the organiser's record: how many usually come, to the club and to this very series."""

from __future__ import annotations

import numpy as np

from moim.data.world import Floats32
from moim.explain.reason import Reason
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member


class Organiser(Feature):
    """log(1 + the club's mean attendance so far, smoothed to everyone's). O(n), once a set of candidates."""

    name = "organiser"
    personal = False
    prior, prior_newcomer = 0.2, 0.2

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        return candidates.usual[0]

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        club = int(candidates.club[position])
        held = self.world.clubs["held"][club]
        if held < 3 or value < np.median(candidates.usual[0]):
            return None
        return Reason("organiser", {"club": self.world.club_texts[club][0]})


class Series(Feature):
    """log(1 + the series' mean attendance so far, smoothed to its club's). O(n), once a set of candidates."""

    name = "series"
    personal = False
    prior = 0.2

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        return candidates.usual[1]


class SeriesHabit(Feature):
    """log(1 + how many of this series the member went to). O(joined + n)."""

    name = "series_habit"
    prior = 0.4

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        if not len(member.joined):
            return np.zeros(len(candidates), np.float32)
        theirs = self.context.turnout.series(member.joined)
        went = np.bincount(theirs, minlength=self.context.turnout.series_known).astype(np.float32)
        return np.log1p(went)[candidates.series]

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        return Reason("series") if value > 0 else None
