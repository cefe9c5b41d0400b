"""Whether the member usually goes to activities of that size."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.explain.reason import Reason
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member


class SeatsHabit(Feature):
    """The activity's log(seats / 16) times its mean over the member's history. O(history + n).

    Positive if both are small circles or both large crowds. The mean is weighted by evidence, and
    :attr:`assumed` activities of 16 seats (logarithm 0) are added to it.
    """

    name = "seats_habit"
    prior = 0.1
    assumed = 2.0
    """Set by hand."""
    shown_ratio = 1.5
    """By how much the seats may differ from the usual size for it to be given as a reason. Set by hand."""

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        if not len(member.history):
            return np.zeros(len(candidates), np.float32)
        return candidates.log_seats * np.float32(self._usual(member))

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        seats = float(self.world.activities["capacity"][candidates.rows[position]])
        difference = abs(float(candidates.log_seats[position]) - self._usual(member))
        if len(member.joined) < 3 or np.isinf(seats) or difference > np.log(self.shown_ratio):
            return None
        return Reason("usual_size", {"seats": int(seats)})

    def _usual(self, member: Member) -> float:
        return float(self.context.log_seats[member.history] @ member.evidence) / (member.experience + self.assumed)
