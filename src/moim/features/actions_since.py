"""How much the member has done since each activity was created."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from moim.features.candidates import Candidates
from moim.features.member import Member


def actions_since_creation(member: Member, candidates: Candidates) -> NDArray[np.intp]:
    """How many activities the member has opened, liked, joined or declined since each candidate was created.

    Each activity counts once, at the time of the member's last action that changed how they stand to it. Only actions
    after the moment of creation count.

    Returns
    -------
    NDArray[np.intp]
        ``intp[n]``.
    """

    def _count() -> NDArray[np.intp]:
        actions = np.concatenate([member.history_age, member.declined_age])
        actions.sort()
        ages, rank = candidates.by_age
        # Candidates sorted by age, divided at the ages of the actions: in part k are those older than k actions.
        edges = np.empty(len(actions) + 2, np.intp)
        edges[0], edges[-1] = 0, len(ages)
        edges[1:-1] = ages.searchsorted(actions, side="right")
        return np.arange(len(actions) + 1).repeat(edges[1:] - edges[:-1])[rank]

    return member.cached(("actions since creation", candidates), _count)
