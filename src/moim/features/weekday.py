"""Whether the member usually goes out on that weekday."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.explain.reason import Reason
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member


class Weekday(Feature):
    """log of how many times as often as evenly the member goes out on that weekday, in local time. O(history + n).

    ``log((visits_d + 1) / (visits + 7) * 7)``: one visit a weekday is assumed (Laplace's rule of succession).
    """

    name = "weekday"
    prior = 0.3

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        if not len(member.history):
            return np.zeros(len(candidates), np.float32)
        visits = np.bincount(self.context.starts[0][member.history], member.visits, 7)
        log_ratio: Floats32 = np.log((visits + 1.0) * 7.0 / (visits.sum() + 7.0)).astype(np.float32)
        return log_ratio[candidates.weekday]

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        # Shown when the member goes out on that weekday at least twice as often as evenly.
        if len(member.joined) < 3 or value < np.log(2.0):
            return None
        return Reason("habit", {"weekday": int(candidates.weekday[position]), "hour": int(candidates.hour[position])})
