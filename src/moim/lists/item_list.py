"""A list as it is returned: each item with its place, its score, its propensity and its reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from moim.explain.reason import Reason
from moim.features.matrix import FeatureSet
from moim.features.reasons import top_reasons
from moim.lists.reranking import Placed
from moim.lists.scoring import Scored
from moim.ranking.logged_features import encode


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One item of a list.

    Attributes
    ----------
    item_id
        The platform's id of the activity or club.
    rank
        Its place, from 1.
    score
        Comparable within one list only.
    propensity
        The probability that this item was put at this place, given the items above it.
    explored
        Whether it was put there by an exploration draw.
    reasons
        Why it is listed; at least one for activities.
    logged
        The features the score was computed from (:mod:`moim.ranking.logged_features`), to be stored with the
        impression; None where no weights were used.
    """

    item_id: str
    rank: int
    score: float
    propensity: float
    explored: bool
    reasons: tuple[Reason, ...]
    logged: bytes | None = field(default=None, compare=False, repr=False)


def item_list(
    features: FeatureSet, scored: Scored, placed: Sequence[Placed], *, reasons: int = 2, log: bool = True
) -> list[Recommendation]:
    """The items at the places of a list.

    Parameters
    ----------
    features
        Gives the reasons.
    scored
        The candidates with their scores.
    placed
        Positions among the candidates, from the top.
    reasons
        The most reasons an item is given.
    log
        Whether each item carries the features it was ranked by.
    """
    candidates, matrix, member = scored.candidates, scored.features, scored.member
    names, rows = candidates.world.activity_ids.names, candidates.rows
    positions = [one.position for one in placed]
    explored = [one.explored for one in placed]
    why = top_reasons(features, member, candidates, matrix, scored.weights, positions, explored=explored, most=reasons)
    logged = encode(matrix[:, positions], member.experience) if log else [None] * len(placed)
    return [
        Recommendation(
            names[rows[one.position]],
            rank,
            float(scored.scores[one.position]),
            one.propensity,
            one.explored,
            given,
            logged[rank - 1],
        )
        for rank, (one, given) in enumerate(zip(placed, why, strict=True), 1)
    ]
