"""How long ago somebody joined last."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.data.times import HOUR
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member


class HoursSinceJoin(Feature):
    """log(1 + hours since somebody joined, or since it was created if nobody has). O(n).

    People join in bursts: after an announcement, a mail, or a friend's word.
    """

    name = "hours_since_join"
    personal = False
    prior = -0.1

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        a = self.world.activities
        latest = np.maximum(a["last_join"][candidates.rows], a["created"][candidates.rows])
        hours: Floats32 = np.log1p(np.maximum(candidates.at - latest, 0.0) / HOUR).astype(np.float32)
        return hours
