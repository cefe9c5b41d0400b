"""What several signals share about a world: its texts as vectors, the organisers' record, its local time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from moim.attendance import Attendance
from moim.record import Record
from moim.told import Told, category_of, plain_text
from moim.topics.counts import SharedCounts
from moim.vectors import TextIndex
from moim.world import Floats, World

SEOUL_UTC_OFFSET = 9.0


class Index:
    """The shared part of all signals over one world.

    ``utc_offset`` (hours) is the local time by which people live: weekday, hour and "tomorrow" are taken in it.
    """

    def __init__(self, world: World, *, utc_offset: float = SEOUL_UTC_OFFSET) -> None:
        self.world = world
        self.utc_offset = utc_offset
        self.texts = TextIndex(world)
        self.record = Record(world)
        self.attendance = Attendance(world)
        self.told: Told | None = None
        self._places: tuple[int, Floats] | None = None
        self._starts: tuple[int, NDArray[np.intp], NDArray[np.intp]] | None = None

    def over(self, world: World) -> Index:
        """An index over another world of the same rows, sharing the words already cut."""
        index = Index(world, utc_offset=self.utc_offset)
        index.texts = TextIndex(world, self.texts.words)
        index.told = Told(world, self.told.shared) if self.told else None
        return index

    def fit(self, at: float) -> None:
        """Weigh words anew by all that is known at ``at``, and count the record up to then."""
        self.texts.fit(at)
        self.record.advance(at)

    def learn_topics(self, at: float) -> None:
        """Count the words of each category in the activities created by ``at``: the text model all members share."""
        world = self.world
        created = np.flatnonzero(world.activities["created"] <= at)
        labelled = [(plain_text(world, row), label) for row in created.tolist() if (label := category_of(world, row))]
        if any(text.strip() for text, _ in labelled):
            self.told = Told(world, SharedCounts.fit([text for text, _ in labelled], [label for _, label in labelled]))

    @property
    def places(self) -> Floats:
        """Every activity on the unit sphere, ``float64[activities, 3]``; ``nan`` where its place is not known.

        Not to be written to.
        """
        changes = len(self.world.touched)
        if self._places is None or self._places[0] != changes:
            a = self.world.activities
            self._places = changes, np.stack([a["x"], a["y"], a["z"]], axis=1)
        return self._places[1]

    @property
    def starts(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Local weekday (0: Monday) and hour of the start of every activity. Not to be written to."""
        changes = len(self.world.touched)
        if self._starts is None or self._starts[0] != changes:
            hours = self.hours_of(self.world.activities["start"]).astype(np.intp)
            self._starts = changes, hours // 24, hours % 24
        return self._starts[1:]

    def hours_of(self, moments: Floats) -> Floats:
        """Local hours since Monday 00:00, in [0, 168); 0 where not known."""
        # 1970-01-01 was a Thursday: three days after a Monday.
        hours = np.mod(moments / 3600.0 + self.utc_offset + 72.0, 168.0)
        return np.where(np.isfinite(hours), hours, 0.0)

    def day_of(self, moment: float) -> int:
        """The number of the local calendar day."""
        return int((moment / 3600.0 + self.utc_offset) // 24)
