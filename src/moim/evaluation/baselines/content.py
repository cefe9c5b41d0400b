"""Texts: what an activity says against what the member has been to."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats, Floats32, Rows
from moim.data.times import DAY
from moim.data.world import World
from moim.evaluation.baselines.base import Baseline, by
from moim.text.tfidf import TfIdfIndex

HALF_LIFE = 365 * DAY
TIE_BREAK = 1e-6


class Texts:
    """The text index of the world at hand, shared by the models that read texts (cutting them takes the longest)."""

    def __init__(self) -> None:
        self._index: TfIdfIndex | None = None
        self._weighed_at = np.nan

    def at(self, world: World, at: float) -> TfIdfIndex:
        """The index, its words weighed by what is known at ``at``."""
        if self._index is None or self._index.world is not world:
            self._index = TfIdfIndex(world)
        if at != self._weighed_at:
            self._index.fit(at)
            self._weighed_at = at
        return self._index


def prior(world: World, member: int, candidates: Rows) -> Floats:
    """What breaks ties: the member's clubs, joins so far, then creation; in [0, ``TIE_BREAK``)."""
    a = world.activities
    inside = np.isin(a["club"][candidates], list(world.member_clubs[member]))
    return by(inside, a["going"][candidates], a["created"][candidates]) * (TIE_BREAK / max(len(candidates), 1))


class TfIdf(Baseline):
    """Cosine of TF-IDF vectors (title, text, tags, place, club) between an activity and the member's profile.

    The profile is the sum of what they joined, halved every year, and of the words of their interests and keywords,
    which weigh as one join. Ties: own clubs, the most joined, the newest.
    """

    name = "tfidf"

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def start(self, world: World, at: float) -> None:
        """Weigh words by what is known now."""
        super().start(world, at)
        self._index = self._texts.at(world, at)

    def score(self, member: int, candidates: Rows, at: float) -> Floats:
        """Cosines."""
        world, index = self.world, self._index
        matrix = index.matrix(candidates, at)
        joined = world.joined[member]
        ages = np.array([at - when for when in joined.values()])
        profile: Floats32 = index.sum(list(joined), np.exp2(-ages / HALF_LIFE).tolist())
        said = " ".join((*world.interests[member], *world.keywords[member]))
        if said:
            profile = profile + index.query(said) / np.float32(1 + len(joined))
        return np.asarray(matrix @ profile, np.float64) + prior(world, member, candidates)
