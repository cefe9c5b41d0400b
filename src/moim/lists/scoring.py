"""From candidates to scores, and from scores to an order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moim.data.arrays import Floats32
from moim.features import Candidates, Member
from moim.features.matrix import FeatureSet
from moim.lists.eligibility import Bools
from moim.ranking.choice_model import ChoiceModel, Scenario
from moim.ranking.lambdamart import LambdaMart


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """Candidates with one member's scores, and what the scores were made of.

    Attributes
    ----------
    member
        Whose scores these are.
    candidates
        What was scored, ``n`` activities.
    features
        The feature matrix, ``float32[s, n]``.
    weights
        The weights for this member, ``float32[s]``.
    scores
        ``float32[n]``: ``weights @ features``, plus what the trees add; comparable within one list only.
    """

    member: Member
    candidates: Candidates
    features: Floats32
    weights: Floats32
    scores: Floats32


@dataclass(slots=True)
class Scorer:
    """Scores candidates by the feature weights of a scenario.

    Attributes
    ----------
    features
        The features, over one context.
    models
        The weights by scenario.
    trees
        Added to the score in lists made for later, where they were worth it in training.
    """

    features: FeatureSet
    models: Mapping[Scenario, ChoiceModel]
    trees: LambdaMart | None = None

    def score(self, member: Member, candidates: Candidates, scenario: Scenario) -> Scored:
        """Score every candidate for a member."""
        features = self.features.matrix(member, candidates)
        weights = self.models[scenario].effective(member.experience)
        scores: Floats32 = weights @ features
        if scenario == "list" and self.trees is not None:
            scores = scores + self.trees.score(features, member.experience, scores)
        return Scored(member, candidates, features, weights, scores)


def best_first(scores: Floats32, allowed: Bools) -> NDArray[np.intp]:
    """Positions of the allowed items by falling score.

    Equal scores are ordered by a draw that depends only on how many items are allowed: the same input gives the same
    order, and no item gains from an early row.
    """
    positions = np.flatnonzero(allowed)
    falling = -scores[positions]
    order = np.argsort(falling)
    ties = np.flatnonzero(falling[order[1:]] == falling[order[:-1]])
    if len(ties):
        lots = np.random.default_rng(len(positions)).random(len(positions))
        places = np.union1d(ties, ties + 1)
        tied = order[places]
        order[places] = tied[np.lexsort((lots[tied], falling[tied]))]
    return positions[order]
