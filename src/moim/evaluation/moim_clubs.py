"""Our own ranking of clubs as a protocol sees it."""

from __future__ import annotations

from collections.abc import Sequence

from moim.clubs.training import train_club_ranker
from moim.data.arrays import Floats32, Rows
from moim.data.world import World


class MoimClubs:
    """Fitted on the memberships there are, as in service."""

    name = "moim"

    def start(self, world: World, at: float) -> None:
        """Fit."""
        self._ranker = train_club_ranker(world, at=at)

    def score(self, members: Sequence[int], candidates: Rows, at: float) -> Floats32:
        """``float32[members, candidates]``."""
        return self._ranker.score_many(members, candidates, at)
