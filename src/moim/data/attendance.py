"""Who goes to which activity, as arrays: :attr:`moim.data.world.World.participants`, kept up to date."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from moim.data.ragged import Positions, RaggedArray, cut
from moim.data.schema import KINDS
from moim.data.world import World

_MOVES = np.array([kind in ("join", "cancel", "decline") for kind in KINDS])


class Attendance:
    """The members going to activities. Only activities somebody joined or left since are looked up again."""

    def __init__(self, world: World) -> None:
        """Follow a world; nothing is looked up yet."""
        self.world = world
        self._people = RaggedArray(member=np.int32)
        self._seen = len(world.log)  # how much of the log has been looked at

    def of(self, activities: NDArray[np.integer]) -> tuple[Positions, NDArray[np.int32]]:
        """The members who go to each of some activities.

        Parameters
        ----------
        activities
            Rows, ``int[n]``.

        Returns
        -------
        tuple[Positions, NDArray[np.int32]]
            How many go to each, ``int[n]``, and their rows, ``int32[sum]``, one activity after the other.
        """
        log = self.world.log
        if self._seen < len(log):
            moved = _MOVES[log["kind"][self._seen :]]
            self._people.drop(np.unique(log["activity"][self._seen :][moved]))
            self._seen = len(log)
        slots = self._people.slots(activities)
        if not slots.all():
            rows = np.unique(activities[slots == 0])
            going = [self.world.participants[row] for row in rows.tolist()]
            self._people.put(rows, [len(one) for one in going], member=[member for one in going for member in one])
            slots = self._people.slots(activities)
        sizes, at = cut(self._people.edges, slots)
        return sizes, self._people["member"][at]
