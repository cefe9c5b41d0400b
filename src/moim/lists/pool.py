"""What a list is chosen from when it is re-ranked, and the mix of categories a member should get."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moim.data.arrays import Floats, Floats32
from moim.features import Candidates, Member
from moim.features.topic import STRENGTH, Topic

SAME_CATEGORY = 0.3
"""How alike two activities of one category are at least, where 1 is the same words. Set by hand."""
SAME_CLUB = 0.7
"""How alike two activities of one club are at least. Set by hand."""
ANY_MIX: Floats = np.empty(0)
"""The mix of a member of whom nothing is known: none is wanted."""


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """The best candidates, from which a list is chosen.

    Attributes
    ----------
    scores
        ``float32[n]``, log-odds of being chosen.
    clubs
        ``int[n]``, the club of each.
    categories
        ``int[n]``, the category of each, -1 for none.
    likeness
        ``float32[n, n]`` in [0, 1], how alike two candidates are.
    held
        ``int32[n]``, how many activities the club of each has held.
    """

    scores: Floats32
    clubs: NDArray[np.integer[Any]]
    categories: NDArray[np.integer[Any]]
    likeness: Floats32
    held: NDArray[np.int32]

    @classmethod
    def of(cls, candidates: Candidates, scores: Floats32, positions: NDArray[np.intp]) -> Pool:
        """The candidates at these positions."""
        clubs = candidates.club[positions]
        held = candidates.world.clubs["held"][clubs]
        likeness = likeness_among(candidates, positions)
        return cls(scores[positions], clubs, candidates.category[positions], likeness, held)


def likeness_among(candidates: Candidates, positions: NDArray[np.intp]) -> Floats32:
    """How alike the candidates at these positions are, ``float32[p, p]`` in [0, 1].

    The cosine of their words, at least :data:`SAME_CATEGORY` within a category and :data:`SAME_CLUB` within a club.
    """
    words = candidates.words[positions]
    club, category = candidates.club[positions], candidates.category[positions]
    likeness = np.clip((words @ words.T).toarray(), 0.0, 1.0)
    likeness = np.maximum(likeness, SAME_CATEGORY * (category[:, None] == category))
    likeness = np.maximum(likeness, SAME_CLUB * (club[:, None] == club))
    return np.asarray(likeness, np.float32)


def category_mix(member: Member, candidates: Candidates) -> Floats:
    """The share of each category in what a member likes, ``float64[categories]``; empty where nothing is known.

    Their past activities, weighed and forgotten as in :class:`moim.features.topic.Topic`, and each chosen interest as
    one more; smoothed to everyone's mix by :data:`moim.features.topic.STRENGTH` activities.
    """
    share = candidates.category_share[:-1]
    categories = candidates.world.activities["category"][member.history] % (len(share) + 1)
    own = np.bincount(categories, member.decayed(Topic.half_life), len(share) + 1)[:-1].astype(np.float64)
    own[[category for category in member.interests if category < len(own)]] += 1.0
    if not own.any():
        return ANY_MIX
    mix: Floats = (own + STRENGTH * share / share.sum()) / (own.sum() + STRENGTH)
    return mix
