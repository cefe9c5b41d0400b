"""How many usually come to activities of this series."""

from __future__ import annotations

from moim.data.arrays import Floats32
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member


class SeriesTurnout(Feature):
    """log(1 + the series' mean turnout so far, smoothed to its club's; :mod:`moim.features.turnout`). O(n)."""

    name = "series_turnout"
    personal = False
    prior = 0.2

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        _, series = candidates.turnout
        return series
