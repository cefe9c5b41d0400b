"""Whether the member keeps coming back to the activity's category."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.data.times import DAY
from moim.explain.reason import Reason
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member

STRENGTH = 2.0
"""How many joins everyone's distribution of categories weighs against the member's own. Set by hand; not measured, as
Montana has no categories."""


class Topic(Feature):
    """log of how many times as often as everyone the member goes to the category. O(history + categories + n).

    ``log(((own_k + s p_k) / (own + s)) / p_k)``: ``own_k`` is the member's decayed evidence in category ``k`` and
    ``own`` its sum, ``p_k`` the category's share of all joins, smoothed by one join a category so that none is 0, and
    ``s`` = :data:`STRENGTH` (Dirichlet smoothing: Zhai and Lafferty, 2004). 0 for activities without a category.
    """

    name = "topic"
    prior = 0.7
    half_life = 365 * DAY
    """Set by hand, as that of :class:`moim.features.text_similarity.TextSimilarity`."""

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        if not len(member.history) or not len(self.world.categories):
            return np.zeros(len(candidates), np.float32)
        share = candidates.category_share
        categories = self.world.activities["category"][member.history] % len(share)
        own = np.bincount(categories, member.decayed(self.half_life), len(share))
        log_ratio = np.log((own / share + STRENGTH) / (own.sum() + STRENGTH))
        log_ratio[-1] = 0.0
        by_category: Floats32 = log_ratio.astype(np.float32)
        return by_category[candidates.category]

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        category = int(candidates.category[position])
        if category < 0 or np.sum(self.world.activities["category"][member.history] == category) < 2:
            return None
        return Reason("topic", {"category": self.world.categories.names[category]})
