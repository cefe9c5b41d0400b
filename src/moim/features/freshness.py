"""Features from newness. A gathering is new when it matters: people decide when they first hear of it."""

from __future__ import annotations

import numpy as np

from moim.data.times import DAY
from moim.data.world import Floats32
from moim.explain.reason import Reason
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member

HOUR = 3600.0


class Freshness(Feature):
    """-log(1 + days since it was created). O(n)."""

    name = "freshness"
    personal = False
    prior = 0.25

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        return -np.log1p(candidates.age / DAY).astype(np.float32)

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        return Reason("new") if candidates.age[position] < 3 * DAY else None


class JustOpened(Feature):
    """1 at the moment of creation, halved every hour: the announcement has just gone out. O(n)."""

    name = "just_opened"
    personal = False
    prior = 0.1

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        return np.exp2(-candidates.age / HOUR).astype(np.float32)


class Novelty(Feature):
    """-log(1 + how many of the candidates are newer): newness on the scale of this platform. O(n log n), once a set."""

    name = "novelty"
    personal = False

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        return candidates.newness


class Siblings(Feature):
    """log(1 + how many open activities this one's club has): a club with many splits its members. O(n), once a set."""

    name = "siblings"
    personal = False

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        return candidates.siblings
