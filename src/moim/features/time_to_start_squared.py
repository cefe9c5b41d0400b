"""The square of the time until the activity starts."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member


class TimeToStartSquared(Feature):
    """(log(1 + days until it starts) / log(31))^2: 1 thirty days ahead. O(n).

    With it beside :class:`moim.features.time_to_start.TimeToStart`, the best time to join may lie in between.
    """

    name = "time_to_start_squared"
    personal = False

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        square: Floats32 = np.square(candidates.log_days_left / np.float32(np.log1p(30.0)))
        return square
