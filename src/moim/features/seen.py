"""Features from what a member will have seen: who has been active since something was announced has passed it by."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from moim.data.world import Floats32
from moim.explain.reason import Reason
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member


def _done_since(member: Member, candidates: Candidates) -> NDArray[np.intp]:
    """How many activities the member has dealt with since each candidate was created, ``int[n]``."""

    def count() -> NDArray[np.intp]:
        done = np.concatenate([member.age, member.refused_age]) if len(member.refused_age) else member.age.copy()
        done.sort()
        ages, place = candidates.by_age
        # Of the candidates by age, each thing done counts for those that are older than it is long ago.
        edges = np.empty(len(done) + 2, np.intp)
        edges[0], edges[-1] = 0, len(ages)
        edges[1:-1] = ages.searchsorted(done, side="right")
        return np.arange(len(done) + 1).repeat(edges[1:] - edges[:-1])[place]

    return member.once(("done since", candidates), count)


class PassedBy(Feature):
    """log(1 + how many activities the member has dealt with since this one was created). O(past + n log past)."""

    name = "passed_by"
    prior = -0.1

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        done = _done_since(member, candidates)
        logs: Floats32 = np.log1p(np.arange(len(member.age) + len(member.refused_age) + 1, dtype=np.float32))[done]
        return logs


class Unseen(Feature):
    """1 when it was created since the member last did anything, else 0; 0 for one who never did. O(past + n)."""

    name = "unseen"
    prior = 0.2

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        if not len(member.age) and not len(member.refused_age):
            return np.zeros(len(candidates), np.float32)
        new: Floats32 = (_done_since(member, candidates) == 0).astype(np.float32)
        return new

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        return Reason("unseen") if value else None
