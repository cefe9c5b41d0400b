"""Whether the activity overlaps one the member goes to."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.data.times import HOUR
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member


class TimeConflict(Feature):
    """1 if it overlaps an activity the member has joined that is not over yet, else 0. O(such activities x n).

    Activities count as an hour long at least, also if their end is not known.
    """

    name = "time_conflict"
    prior = -1.0

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        conflict = np.zeros(len(candidates), np.bool_)
        a = self.world.activities
        for activity in member.joined[a["end"][member.joined] > candidates.at].tolist():
            start, end = a["start"][activity], max(a["end"][activity], a["start"][activity] + HOUR)
            conflict |= (candidates.start < end) & (start < np.maximum(candidates.end, candidates.start + HOUR))
        return conflict.astype(np.float32)
