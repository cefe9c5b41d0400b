"""A member's own text model by reference: which activities' texts they told the shared one, and how often.

What a member's copy of the predecessor's model would have learned are texts of activities, and those are known anyway.
So it is enough to keep which, and how much each counts: some tens of bytes, one number a click, and no vocabulary that
they belong to. The words behind the references are counted once for all members
(:class:`moim.topics.activity_counts.ActivityTokenCounts`).
"""

from __future__ import annotations

import json
import math
import zlib
from dataclasses import dataclass, field

from moim.topics.counts import faded

LEARNED = ("view", "like")
"""The kinds of interactions whose activity's text is told, as the predecessor did."""


@dataclass(slots=True)
class OwnTexts:
    """The activities a member opened or liked, by id, and how often.

    Attributes:
        weights: times each was told, those of long ago counting less where there is a half-life.
        half_life: seconds after which what was told counts half, or ``None`` to forget nothing, as the predecessor.
        as_of: the time the weights are taken at; ``None`` before anything was told, and without forgetting. Not nan,
            which is unequal to itself: two equal states would differ.

    >>> own = OwnTexts()
    >>> own.learn("a1")
    >>> own.learn("a1")
    >>> OwnTexts.from_bytes(own.to_bytes()).weights
    {'a1': 2.0}
    """

    weights: dict[str, float] = field(default_factory=dict)
    half_life: float | None = None
    as_of: float | None = None

    def learn(self, activity_id: str, at: float | None = None) -> None:
        """Add an activity's text once, as ``MultinomialNB.partial_fit`` would to a copy of the shared model.

        ``at``, seconds since 1970, is only needed where there is a half-life.
        """
        self.as_of, fade, weight = faded(self.half_life, self.as_of, at)
        if fade != 1.0:
            self.weights = {one: count * fade for one, count in self.weights.items()}
        self.weights[activity_id] = self.weights.get(activity_id, 0.0) + weight

    def to_bytes(self) -> bytes:
        """A hundred bytes for a few dozen activities, some hundred more with a half-life; weights keep every bit."""
        weights = [int(weight) if weight.is_integer() else weight for weight in self.weights.values()]
        text = json.dumps([self.half_life, self.as_of, list(self.weights), weights], separators=(",", ":"))
        return zlib.compress(text.encode(), 6)

    @classmethod
    def from_bytes(cls, data: bytes) -> OwnTexts:
        """The inverse of :meth:`to_bytes`.

        Raises:
            ValueError: these bytes are damaged, or of another form.
        """
        try:
            half_life, as_of, ids, weights = json.loads(zlib.decompress(data))
            own = cls(
                {str(one): float(weight) for one, weight in zip(ids, weights, strict=True)},
                None if half_life is None else float(half_life),
                None if as_of is None else float(as_of),
            )
        except (zlib.error, ValueError, TypeError) as error:
            raise ValueError(f"not the bytes of a member's own texts: {error}") from error
        if not all(0.0 <= weight < math.inf for weight in own.weights.values()):
            raise ValueError("not the bytes of a member's own texts: a weight is no count")
        return own
