"""Why an activity is in a list: the features by which its score is most above the average of the candidates."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.explain.reason import Reason
from moim.features import FEATURES, Candidates, Member
from moim.ranking.feature_matrix import FeatureSet

PERSONAL_FACTOR = 3.0
"""What personal terms are multiplied by when reasons are ordered: a reason about the member is given before one about
the activity alone unless the latter's term is more than this many times as large. Set by hand: only the order of
reasons depends on it."""

_FACTOR = np.array([PERSONAL_FACTOR if feature.personal else 1.0 for feature in FEATURES], np.float32)


def top_reasons(
    features: FeatureSet,
    member: Member,
    candidates: Candidates,
    matrix: Floats32,
    means: Floats32,
    weights: Floats32,
    position: int,
    *,
    explored: bool = False,
    most: int = 2,
) -> tuple[Reason, ...]:
    """The reasons for one candidate, those of the largest terms first.

    A term is ``weight * (feature - mean)``. Only terms above 0 give reasons; each reason states a fact that its feature
    has computed. Of features with the same reason only the first gives it.

    Args:
        features: made ``matrix``.
        member: for whom the list is.
        candidates: among which the activity was ranked.
        matrix: features, ``float32[s, n]``.
        means: of each feature over the candidates (:func:`moim.ranking.feature_matrix.feature_means`), ``float32[s]``.
        weights: by which it was ranked (:meth:`moim.ranking.choice_model.ChoiceModel.effective`), ``float32[s]``.
        position: of the candidate, below ``n``.
        explored: whether it got its place by a draw; this is then the first reason.
        most: how many reasons at most.

    Returns:
        At least one reason: ``open`` where nothing else can be said.
    """
    terms = weights * (matrix[:, position] - means)
    given: list[Reason] = [Reason("explored")] if explored else []
    for row in np.argsort(-terms * _FACTOR):
        if len(given) >= most or terms[row] <= 0:
            break
        reason = features.features[row].reason(member, candidates, position, float(matrix[row, position]))
        if reason is not None and all(reason.code != other.code for other in given):
            given.append(reason)
    return tuple(given) or (Reason("open"),)
