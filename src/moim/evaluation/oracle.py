"""The upper bound in a synthetic world: ranking by the hidden preferences it was generated from."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats, Floats32, Rows
from moim.data.events import Event
from moim.data.world import World
from moim.synthetic import HiddenTastes

BATCH = 500
"""Members scored at once; bounds memory."""


class Oracle:
    """Ranks by the true rate of joining; only for the rolling protocol, since all members are scored at the start.

    It uses data that no model may use. It is measured so that the others can be reported as a share of the best
    possible result.
    """

    name = "oracle"

    def __init__(self, hidden: HiddenTastes) -> None:
        self._hidden = hidden

    def start(self, world: World, at: float) -> None:
        """Score the open activities for all members."""
        members, activities = world.member_ids.names, world.activity_ids.names
        open_ = world.open_at(at)
        self._at, self._column = at, {row: place for place, row in enumerate(open_.tolist())}
        ids = [activities[row] for row in open_.tolist()]
        batches: list[Floats32] = [np.zeros((0, len(ids)), np.float32)]
        for first in range(0, len(members) if ids else 0, BATCH):
            batches.append(self._hidden.expected(members[first : first + BATCH], ids, at))
        self._scores = np.concatenate(batches)

    def score(self, member: int, candidates: Rows, at: float) -> Floats:
        """Log of the expected rate of joining, ``float64[n]``.

        Raises
        ------
        ValueError
            ``at`` is not the time it was started at.
        """
        if at != self._at:
            raise ValueError("the oracle ranks only at the time it was started at")
        scores = self._scores[member, [self._column[row] for row in candidates.tolist()]]
        return np.maximum(scores.astype(np.float64), -1e9)  # -inf: the member runs the club

    def before(self, event: Event) -> None:
        """Nothing to learn."""

    def after(self, event: Event) -> None:
        """Nothing to learn."""
