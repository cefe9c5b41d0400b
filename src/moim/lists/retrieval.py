"""Which activities are ranked: today everything that is open."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from moim.features import Candidates
from moim.features.context import FeatureContext

MAX_AGE = 10.0
"""Seconds for which the open activities, gathered once, serve further requests.

Set by hand: what opens or closes within ten seconds matters less than gathering it anew for every list costs. A join, a
cancellation or a changed row ends it at once, because the world's version changes.
"""


class Retrieval:
    """Gathers the activities to rank, and keeps the open ones for a few seconds: most lists ask for the same."""

    def __init__(self, context: FeatureContext) -> None:
        self.context = context
        self._gathered: tuple[tuple[int, str], Candidates] | None = None

    def open_at(self, at: float, season: str = "") -> Candidates:
        """The activities that are open at ``at``, seconds since 1970 UTC.

        Those gathered for an earlier request, less than :data:`MAX_AGE` seconds before, are returned again as they
        were, while the world and the season's sentence are the same.
        """
        world = self.context.world
        key = (world.version, season)
        if self._gathered and self._gathered[0] == key and 0 <= at - self._gathered[1].at < MAX_AGE:
            return self._gathered[1]
        gathered = self.gather(at, season)
        self._gathered = key, gathered
        return gathered

    def gather(self, at: float, season: str = "") -> Candidates:
        """The activities that are open at exactly ``at``, gathered anew."""
        return Candidates(self.context, self.context.world.open_at(at), at, season)

    def with_ids(self, ids: Iterable[str], at: float) -> Candidates:
        """The activities with these ids, open or not; unknown ids are ignored."""
        known = {row for row in map(self.context.world.activity_ids.get, ids) if row >= 0}
        return Candidates(self.context, np.array(sorted(known), np.int32), at)
