"""How many of the candidates are newer."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member


class NewnessRank(Feature):
    """-log(1 + how many of the candidates are newer): age on the scale of this platform. O(n log n)."""

    name = "newness_rank"
    personal = False

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        order = np.argsort(candidates.age)
        age = candidates.age[order]
        # Candidates of one age all have as many newer ones as the first of them.
        first = np.flatnonzero(np.concatenate([[True], age[1:] > age[:-1]])) if len(age) else order
        newer = np.empty(len(age), np.intp)
        newer[order] = np.repeat(first, np.diff(np.append(first, len(age))))
        return -np.log1p(newer).astype(np.float32)
