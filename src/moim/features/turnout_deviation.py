"""How far the number of those who go is from what is usual for the series."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member


class TurnoutDeviation(Feature):
    """(log(1 + members who go) - log(1 + the series' mean turnout))^2: unusually empty, or unusually full. O(n).

    A weighted sum of the two logarithms cannot say that an activity half as full as usual is filling up and an empty
    one is not.
    """

    name = "turnout_deviation"
    personal = False

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        _, series = candidates.turnout
        deviation: Floats32 = np.square(np.log1p(candidates.going).astype(np.float32) - series)
        return deviation
