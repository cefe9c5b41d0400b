"""A content baseline: an activity's text compared with the texts of the activities the member has joined."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats, Floats32, Rows
from moim.data.times import DAY
from moim.data.world import World
from moim.evaluation.baselines.base import Baseline, lexicographic
from moim.text.tfidf import TfIdfIndex

HALF_LIFE = 365 * DAY
"""Seconds after which a join counts half in the profile; set by hand."""
TIE_BREAK = 1e-6
"""Upper bound of :func:`tie_break`: far below any difference between scores. Set by hand."""


class Texts:
    """The text index of a world, shared by the models that read texts, since tokenising dominates their cost."""

    def __init__(self) -> None:
        self._index: TfIdfIndex | None = None
        self._weighed_at = np.nan

    def at(self, world: World, at: float) -> TfIdfIndex:
        """The index with the inverse document frequencies as of ``at``."""
        if self._index is None or self._index.world is not world:
            self._index = TfIdfIndex(world)
        if at != self._weighed_at:
            self._index.fit(at)
            self._weighed_at = at
        return self._index


def tie_break(world: World, member: int, candidates: Rows) -> Floats:
    """A term that breaks ties, ``float64[n]`` in [0, ``TIE_BREAK``): own clubs first, most joins, then newest."""
    a = world.activities
    inside = np.isin(a["club"][candidates], list(world.member_clubs[member]))
    return lexicographic(inside, a["going"][candidates], a["created"][candidates]) * (
        TIE_BREAK / max(len(candidates), 1)
    )


class TfIdf(Baseline):
    """Cosine of TF-IDF vectors (title, text, tags, place, club) between an activity and the member's profile.

    The profile is the sum of the vectors of joined activities, with a half-life of a year, and of the member's
    interests and keywords, whose weight is ``1 / (1 + joins)``. Ties are broken by :func:`tie_break`.
    """

    name = "tfidf"

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def start(self, world: World, at: float) -> None:
        """Compute the inverse document frequencies as of ``at``."""
        super().start(world, at)
        self._index = self._texts.at(world, at)

    def score(self, member: int, candidates: Rows, at: float) -> Floats:
        """Dot products with the profile; ``float64[n]``."""
        world, index = self.world, self._index
        matrix = index.matrix(candidates, at)
        joined = world.joined[member]
        ages = np.array([at - when for when in joined.values()])
        profile: Floats32 = index.sum(list(joined), np.exp2(-ages / HALF_LIFE).tolist())
        words = " ".join((*world.interests[member], *world.keywords[member]))
        if words:
            profile = profile + index.query(words) / np.float32(1 + len(joined))
        return np.asarray(matrix @ profile, np.float64) + tie_break(world, member, candidates)
