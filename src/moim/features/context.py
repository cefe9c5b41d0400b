"""What several features share about a world: its texts as vectors, the organisers' record, its local time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from moim.data.attendance import Attendance
from moim.data.world import Floats, Floats32, World
from moim.features.turnout import TurnoutStatistics
from moim.text.tfidf import TfIdfIndex
from moim.text.tokens import TokenizerName
from moim.topics.activity_counts import ActivityTokenCounts, category_of, plain_text
from moim.topics.counts import SharedCounts

SEOUL_UTC_OFFSET = 9.0

T = TypeVar("T")


class FeatureContext:
    """The shared part of all features over one world.

    Args:
        world: the world.
        utc_offset: hours; the local time by which people live: weekday, hour and "tomorrow" are taken in it.
        tokenizer: what cuts Korean texts; :func:`moim.text.tokens.usual_tokenizer` if not given.
    """

    def __init__(
        self, world: World, *, utc_offset: float = SEOUL_UTC_OFFSET, tokenizer: TokenizerName | None = None
    ) -> None:
        self.world = world
        self.utc_offset = utc_offset
        self.texts = TfIdfIndex(world, tokenizer=tokenizer)
        self.turnout = TurnoutStatistics(world)
        self.attendance = Attendance(world)
        self.token_counts: ActivityTokenCounts | None = None
        self._made: dict[str, Any] = {}
        self._made_at = -1

    def over(self, world: World) -> FeatureContext:
        """A context over another world of the same rows, sharing the words already cut."""
        context = FeatureContext(world, utc_offset=self.utc_offset)
        context.texts = TfIdfIndex(world, self.texts.words, self.texts.tokenizer)
        context.token_counts = ActivityTokenCounts(world, self.token_counts.shared) if self.token_counts else None
        return context

    def fit(self, at: float) -> None:
        """Weigh words anew by all that is known at ``at``, and count the record up to then."""
        self.texts.fit(at)
        self.turnout.advance(at)

    def learn_topics(self, at: float) -> None:
        """Count the words of each category in the activities created by ``at``: the text model all members share."""
        world = self.world
        created = np.flatnonzero(world.activities["created"] <= at)
        labelled = [(plain_text(world, row), label) for row in created.tolist() if (label := category_of(world, row))]
        if any(text.strip() for text, _ in labelled):
            self.token_counts = ActivityTokenCounts(
                world, SharedCounts.fit([text for text, _ in labelled], [label for _, label in labelled])
            )

    @property
    def places(self) -> Floats:
        """Every activity on the unit sphere, ``float64[activities, 3]``; ``nan`` where its place is not known."""
        a = self.world.activities
        return self._kept("places", lambda: np.stack([a["x"], a["y"], a["z"]], axis=1))

    @property
    def starts(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Local weekday (0: Monday) and hour of the start of every activity."""

        def split() -> tuple[NDArray[np.intp], NDArray[np.intp]]:
            hours = self.hours_of(self.world.activities["start"]).astype(np.intp)
            return hours // 24, hours % 24

        return self._kept("starts", split)

    @property
    def sizes(self) -> Floats32:
        """log(seats / 16) of every activity; 0 where seats are unlimited, and none count as one."""

        def logs() -> Floats32:
            capacity = self.world.activities["capacity"]
            seats = np.where(np.isinf(capacity), 16.0, np.maximum(capacity, 1.0))
            return np.log(seats / 16.0).astype(np.float32)

        return self._kept("sizes", logs)

    def _kept(self, name: str, make: Callable[[], T]) -> T:
        """What ``make`` gives, made anew when an activity came or changed. Not to be written to."""
        changes = len(self.world.touched)
        if changes != self._made_at:
            self._made_at, self._made = changes, {}
        if name not in self._made:
            self._made[name] = make()
        made: T = self._made[name]
        return made

    def hours_of(self, moments: Floats) -> Floats:
        """Local hours since Monday 00:00, in [0, 168); 0 where not known."""
        # 1970-01-01 was a Thursday: three days after a Monday.
        hours = np.mod(moments / 3600.0 + self.utc_offset + 72.0, 168.0)
        return np.where(np.isfinite(hours), hours, 0.0)

    def day_of(self, moment: float) -> int:
        """The number of the local calendar day."""
        return int((moment / 3600.0 + self.utc_offset) // 24)
