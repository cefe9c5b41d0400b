"""Whether the member has joined other activities of this series."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.explain.reason import Reason
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member


class SeriesHabit(Feature):
    """log(1 + how many activities of this series the member joined). O(joined + series + n)."""

    name = "series_habit"
    prior = 0.4

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        if not len(member.joined):
            return np.zeros(len(candidates), np.float32)
        turnout, series = self.context.turnout, candidates.series
        joined = np.bincount(turnout.series(member.joined), minlength=turnout.series_count).astype(np.float32)
        return np.log1p(joined)[series]

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        return Reason("series") if value > 0 else None
