"""Features from categories: those the member keeps coming back to, and those they chose."""

from __future__ import annotations

import numpy as np

from moim.data.times import DAY
from moim.data.world import Floats32
from moim.explain.reason import Reason
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member

STRENGTH = 2.0
"""How many activities' worth everyone's mix of categories weighs against the member's own."""


class Topic(Feature):
    """log of how much more often than everyone the member goes to the category, half-life a year. O(past + n).

    ``log(((own_k + s p_k) / (own + s)) / p_k)`` with ``p_k`` the category's share of all joins (Dirichlet smoothing);
    the share is smoothed by one join a category, so that no category is unheard of.
    """

    name = "topic"
    prior = 0.7
    half_life = 365 * DAY

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        if not len(member.past) or not len(self.world.categories):
            return np.zeros(len(candidates), np.float32)
        share = candidates.category_share
        past = self.world.activities["category"][member.past] % len(share)
        own = np.bincount(past, member.decayed(self.half_life), len(share))
        leaning = np.log((own / share + STRENGTH) / (own.sum() + STRENGTH))
        leaning[-1] = 0.0
        by_category: Floats32 = leaning.astype(np.float32)
        return by_category[candidates.category]

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        category = int(candidates.category[position])
        if category < 0 or np.sum(self.world.activities["category"][member.past] == category) < 2:
            return None
        return Reason("topic", {"category": self.world.categories.names[category]})


class OwnTopics(Feature):
    """log of how much likelier than evenly the member's own text model finds the category. O(words told + n).

    The predecessor's naive Bayes, shared counts plus the member's own (:mod:`moim.topics.activity_counts`), asked as
    that asked it: with the names of the chosen categories and the keywords. 0 where nothing is known.
    """

    name = "own_topics"
    prior, prior_newcomer = 0.1, 0.1
    floor = 1e-3

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        counts = self.context.token_counts
        asked = " ".join((*member.interest_names, *member.keywords))
        if counts is None or not (asked or member.topics):
            return np.zeros(len(candidates), np.float32)
        chance = counts.predict_proba(asked, member.topics)
        leaning = np.zeros(len(self.world.categories) + 1, np.float32)
        leaning[counts.categories] = np.log(np.maximum(chance, self.floor) * len(chance))
        leaning[-1] = 0.0  # also where a class without a category has written
        return leaning[candidates.category]


class Interest(Feature):
    """1 when the activity's category is one the member chose, else 0. O(n)."""

    name = "interest"
    prior, prior_newcomer = 0.6, 1.2

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        if not member.interests:
            return np.zeros(len(candidates), np.float32)
        chosen = np.zeros(len(self.world.categories) + 1, np.float32)
        chosen[list(member.interests)] = 1.0
        return chosen[candidates.category]

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        category = int(candidates.category[position])
        if category not in member.interests:
            return None
        return Reason("interest", {"category": self.world.categories.names[category]})
