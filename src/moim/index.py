"""What several signals share about a world: its texts as vectors, the organisers' record, its local time."""

from __future__ import annotations

from typing import cast

import numpy as np

from moim.record import Record
from moim.text import predecessor_text
from moim.topics.counts import MemberCounts, SharedCounts
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
        self.topics: SharedCounts | None = None

    def over(self, world: World) -> Index:
        """An index over another world of the same rows, sharing the words already cut."""
        index = Index(world, utc_offset=self.utc_offset)
        index.texts = TextIndex(world, self.texts.words)
        index.topics = self.topics
        return index

    def fit(self, at: float) -> None:
        """Weigh words anew by all that is known at ``at``, and count the record up to then."""
        self.texts.fit(at)
        self.record.advance(at)

    def learn_topics(self, at: float) -> None:
        """Count the words of each category in the activities created by ``at``: the text model all members share."""
        created = np.flatnonzero(self.world.activities["created"] <= at)
        labelled = [(self._plain(row), label) for row in created.tolist() if (label := self._category(row))]
        if any(text.strip() for text, _ in labelled):
            self.topics = SharedCounts.fit([text for text, _ in labelled], [label for _, label in labelled])

    def learn_own(self, own: MemberCounts, activity_id: str, at: float) -> bool:
        """Add an activity's words and category to a member's own counts; False where it has none."""
        row = self.world.activity_ids.get(activity_id)
        category = self._category(row) if row >= 0 else ""
        if self.topics is None or category not in self.topics.classes:
            return False
        self.topics.learn(own, f"{category} {self._plain(row)}", category, at)
        return True

    def _plain(self, row: int) -> str:
        title, body, place, _ = self.world.activity_texts[row]
        return predecessor_text(title, body, "", place)

    def _category(self, row: int) -> str:
        category = int(self.world.activities["category"][row])
        return self.world.categories.names[category] if category >= 0 else ""

    def hours_of(self, moments: Floats) -> Floats:
        """Local hours since Monday 00:00, in [0, 168); 0 where not known."""
        # 1970-01-01 was a Thursday: three days after a Monday.
        return cast(Floats, np.nan_to_num(np.mod(moments / 3600.0 + self.utc_offset + 72.0, 168.0)))

    def day_of(self, moment: float) -> int:
        """The number of the local calendar day."""
        return int((moment / 3600.0 + self.utc_offset) // 24)
