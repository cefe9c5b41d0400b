"""What features share about a world: texts as vectors, turnout statistics, places, local time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from moim.data.arrays import Floats, Floats32
from moim.data.attendance import Attendance
from moim.data.world import World
from moim.features.turnout import TurnoutStatistics
from moim.text.tfidf import TfIdfIndex
from moim.text.tokens import TokenizerName
from moim.topics.activity_counts import ActivityTokenCounts, category_of, plain_text
from moim.topics.counts import SharedCounts

SEOUL_UTC_OFFSET = 9.0
"""Hours; Korea has no summer time."""

USUAL_SEATS = 16.0
"""The size that counts as neither small nor large. Set by hand; another shifts all logarithms of seats alike."""

T = TypeVar("T")


class FeatureContext:
    """What all features over one world share.

    Attributes
    ----------
    world
        The world the features see.
    utc_offset
        Hours by which local time is ahead of UTC; weekday, hour and "tomorrow" are in local time.
    texts
        The activities' texts as TF-IDF vectors; ``texts.tokenizer`` is what splits them.
    turnout
        How many usually come to clubs and series.
    attendance
        Who goes to which activity.
    token_counts
        The text model all members share; None before :meth:`learn_topics`.
    """

    def __init__(
        self, world: World, *, utc_offset: float = SEOUL_UTC_OFFSET, tokenizer: TokenizerName | None = None
    ) -> None:
        """Share things over a world; nothing is computed yet.

        Parameters
        ----------
        world
            The world the features see.
        utc_offset
            As the attribute.
        tokenizer
            Splits the texts; by default :func:`moim.text.tokens.usual_tokenizer`.
        """
        self.world = world
        self.utc_offset = utc_offset
        self.texts = TfIdfIndex(world, tokenizer=tokenizer)
        self.turnout = TurnoutStatistics(world)
        self.attendance = Attendance(world)
        self.token_counts: ActivityTokenCounts | None = None
        self._cache: dict[str, Any] = {}
        self._cached_at = -1

    def over(self, world: World) -> FeatureContext:
        """A context over another world with the same rows, which shares the tokens of the texts with this one."""
        context = FeatureContext(world, utc_offset=self.utc_offset)
        context.texts = TfIdfIndex(world, self.texts.words, self.texts.tokenizer)
        context.token_counts = ActivityTokenCounts(world, self.token_counts.shared) if self.token_counts else None
        return context

    def fit(self, at: float) -> None:
        """Compute all TF-IDF vectors anew from what was created by ``at``, and count turnout up to then."""
        self.texts.fit(at)
        self.turnout.advance(at)

    def learn_topics(self, at: float) -> None:
        """Fit the text model all members share to the activities created by ``at``.

        Nothing changes if none of them has a text.
        """
        world = self.world
        created = np.flatnonzero(world.activities["created"] <= at)
        labelled = [(plain_text(world, row), label) for row in created.tolist() if (label := category_of(world, row))]
        if any(text.strip() for text, _ in labelled):
            self.token_counts = ActivityTokenCounts(
                world, SharedCounts.fit([text for text, _ in labelled], [label for _, label in labelled])
            )

    @property
    def places(self) -> Floats:
        """Every activity's place on the unit sphere, ``float64[activities, 3]``; ``nan`` if not known."""
        a = self.world.activities
        return self._cached("places", lambda: np.stack([a["x"], a["y"], a["z"]], axis=1))

    @property
    def starts(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Local weekday (0: Monday) and hour of every activity's start, each ``intp[activities]``; 0 if not known."""

        def _split() -> tuple[NDArray[np.intp], NDArray[np.intp]]:
            hours = self.hours_of(self.world.activities["start"]).astype(np.intp)
            return hours // 24, hours % 24

        return self._cached("starts", _split)

    @property
    def log_seats(self) -> Floats32:
        """log(seats / :data:`USUAL_SEATS`) of every activity, ``float32[activities]``.

        0 if seats are unlimited; no seats at all count as one.
        """

        def _logs() -> Floats32:
            capacity = self.world.activities["capacity"]
            seats = np.where(np.isinf(capacity), USUAL_SEATS, np.maximum(capacity, 1.0))
            return np.log(seats / USUAL_SEATS).astype(np.float32)

        return self._cached("log_seats", _logs)

    def hours_of(self, moments: Floats) -> Floats:
        """Local hours since Monday 00:00, in [0, 168), of moments (seconds since 1970); 0 if not known."""
        # 1970-01-01 was a Thursday: three days, 72 hours, after a Monday.
        hours = np.mod(moments / 3600.0 + self.utc_offset + 72.0, 168.0)
        return np.where(np.isfinite(hours), hours, 0.0)

    def day_of(self, moment: float) -> int:
        """The number of the local calendar day of a moment; 0 is 1970-01-01."""
        return int((moment / 3600.0 + self.utc_offset) // 24)

    def _cached(self, name: str, make: Callable[[], T]) -> T:
        """What ``make`` returns, made anew after an activity came or changed. Not to be written to."""
        changes = len(self.world.touched)
        if changes != self._cached_at:
            self._cached_at, self._cache = changes, {}
        if name not in self._cache:
            self._cache[name] = make()
        made: T = self._cache[name]
        return made
