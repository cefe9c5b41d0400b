"""How much the member has done since the activity was created: they have probably seen it and passed it over."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.features.actions_since import actions_since_creation
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member


class ActionsSinceCreated(Feature):
    """log(1 + activities the member has acted on since this one was created). O(history log n + n)."""

    name = "actions_since_created"
    prior = -0.1

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        actions = actions_since_creation(member, candidates)
        # A table of the few logarithms there can be: faster than n of them.
        logs: Floats32 = np.log1p(np.arange(len(member.history) + len(member.declined) + 1, dtype=np.float32))
        values: Floats32 = logs[actions]
        return values
