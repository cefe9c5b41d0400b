"""Whether friends go."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.explain.reason import Reason
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member


class Friends(Feature):
    """log(1 + friends who go). O(what they go to + n)."""

    name = "friends"
    prior, prior_newcomer = 1.0, 0.5

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        if not member.friends:
            return np.zeros(len(candidates), np.float32)
        _, positions = candidates.goes_to(np.array([*member.friends]))
        return np.log1p(np.bincount(positions, minlength=len(candidates)).astype(np.float32))

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        going = self.world.participants[int(candidates.rows[position])]
        count = sum(friend in going for friend in member.friends)
        return Reason("friends_count", {"count": count}) if count else None
