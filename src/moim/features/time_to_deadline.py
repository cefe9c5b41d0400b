"""How long it is until recruiting ends."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.data.times import DAY
from moim.explain.reason import Reason
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member


class TimeToDeadline(Feature):
    """log(1 + days until recruiting ends). O(n)."""

    name = "time_to_deadline"
    personal = False
    prior = -0.05
    shown_days = 3
    """Calendar days before the deadline from which it is given as a reason. Set by hand."""

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        left = np.maximum(self.world.activities["recruit_end"][candidates.rows] - candidates.at, 0.0)
        days: Floats32 = np.log1p(left / DAY).astype(np.float32)
        return days

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        end = float(self.world.activities["recruit_end"][candidates.rows[position]])
        days = candidates.calendar_days_until(end)
        if days == 0:
            return Reason("closes_today")
        if days == 1:
            return Reason("closes_tomorrow")
        return Reason("closes_in", {"days": days}) if days <= self.shown_days else None
