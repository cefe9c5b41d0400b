"""How many of the club's activities are open at the same time."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member


class ClubOpenActivities(Feature):
    """log(1 + how many candidates are of this one's club, itself included). O(clubs + n).

    A club with many open activities divides its members among them.
    """

    name = "club_open_activities"
    personal = False

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        return np.log1p(np.bincount(candidates.club)[candidates.club]).astype(np.float32)
