"""A member's own text model, kept as references: which activities they opened or liked, and how often.

The predecessor gave every member a copy of the shared text model and trained the copy on the texts of the activities
they opened or liked. Those texts are in the world already, so the ids of the activities and a weight for each are
enough: some tens of bytes, and nothing that depends on a vocabulary. The token counts behind the ids are shared by all
members (:class:`moim.topics.activity_counts.ActivityTokenCounts`).
"""

from __future__ import annotations

import json
import math
import zlib
from dataclasses import dataclass, field

TEXT_KINDS = ("view", "like")
"""The kinds of interactions that add the activity's text, as in the predecessor."""


@dataclass(slots=True)
class OwnTexts:
    """The activities a member opened or liked, by id, and how often.

    Attributes
    ----------
    weights
        How often each was added; with a half-life, less for those of long ago.
    half_life
        Seconds after which a weight has halved, or ``None``: weights stay, as in the predecessor.
    as_of
        The time the weights are taken at; ``None`` while there are none, and without a half-life. It is not nan, which
        is unequal to itself: two equal states would differ.

    Examples
    --------
    >>> own = OwnTexts()
    >>> own.add("a1")
    >>> own.add("a1")
    >>> OwnTexts.from_bytes(own.to_bytes()).weights
    {'a1': 2.0}
    """

    weights: dict[str, float] = field(default_factory=dict)
    half_life: float | None = None
    as_of: float | None = None

    def add(self, activity_id: str, at: float | None = None) -> None:
        """Count an activity's text once more, as ``MultinomialNB.partial_fit`` would in a copy of the shared model.

        Parameters
        ----------
        activity_id
            Whose text.
        at
            Seconds since 1970; needed only with a half-life.
        """
        self.as_of, fade, weight = faded(self.half_life, self.as_of, at)
        if fade != 1.0:
            self.weights = {one: count * fade for one, count in self.weights.items()}
        self.weights[activity_id] = self.weights.get(activity_id, 0.0) + weight

    def to_bytes(self) -> bytes:
        """About 220 bytes for forty activities, up to 600 with a half-life; weights are kept exactly."""
        weights = [int(weight) if weight.is_integer() else weight for weight in self.weights.values()]
        text = json.dumps([self.half_life, self.as_of, list(self.weights), weights], separators=(",", ":"))
        return zlib.compress(text.encode(), 6)

    @classmethod
    def from_bytes(cls, data: bytes) -> OwnTexts:
        """The inverse of :meth:`to_bytes`.

        Raises
        ------
        ValueError
            These bytes are damaged, or of another form.
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
            raise ValueError("not the bytes of a member's own texts: a weight is negative or not finite")
        return own


def faded(half_life: float | None, as_of: float | None, at: float | None) -> tuple[float | None, float, float]:
    """How counts taken at ``as_of`` decay when another count is added at ``at``.

    A count halves every ``half_life`` seconds. One added late, with a time before ``as_of``, weighs as little as if it
    had been added in time.

    Returns
    -------
    tuple[float | None, float, float]
        The later of the two times, the factor for the counts so far, and the weight of the new one.
    """
    if half_life is None or at is None or math.isnan(at):
        return as_of, 1.0, 1.0
    if as_of is None:
        return at, 1.0, 1.0
    if at <= as_of:
        return as_of, 1.0, math.exp2((at - as_of) / half_life)
    return at, math.exp2((as_of - at) / half_life), 1.0
