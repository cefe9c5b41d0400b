"""Whether the activity was created since the member last did anything."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.explain.reason import Reason
from moim.features.actions_since import actions_since_creation
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member


class NewSinceLastAction(Feature):
    """1 if the activity was created since the member last did anything, else 0. O(history log n + n).

    0 for a member who never did anything: to them everything is new.
    """

    name = "new_since_last_action"
    prior = 0.2

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        if not len(member.history) and not len(member.declined):
            return np.zeros(len(candidates), np.float32)
        new: Floats32 = (actions_since_creation(member, candidates) == 0).astype(np.float32)
        return new

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        return Reason("unseen") if value else None
