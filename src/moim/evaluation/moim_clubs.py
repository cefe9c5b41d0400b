"""Our own club ranker behind the interface of a protocol."""

from __future__ import annotations

from collections.abc import Sequence

from moim.clubs.training import train_club_ranker
from moim.data.arrays import Floats32, Rows
from moim.data.world import World


class MoimClubs:
    """The club ranker, fitted on the known memberships exactly as in production."""

    name = "moim"

    def start(self, world: World, at: float) -> None:
        """Fit the ranker on the memberships in the world."""
        self._ranker = train_club_ranker(world, at=at)

    def score(self, members: Sequence[int], candidates: Rows, at: float) -> Floats32:
        """Score candidates: ``float32[members, candidates]``, higher is better."""
        return self._ranker.score_many(members, candidates, at)
