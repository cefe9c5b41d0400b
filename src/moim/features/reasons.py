"""Why activities are in a list: the features by which their scores are most above the average of the candidates."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from moim.data.arrays import Floats32
from moim.explain.reason import Reason
from moim.features.candidates import Candidates
from moim.features.matrix import FeatureSet, feature_means
from moim.features.member import Member
from moim.features.registry import FEATURES

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
    weights: Floats32,
    positions: Sequence[int],
    *,
    explored: Sequence[bool] = (),
    most: int = 2,
) -> list[tuple[Reason, ...]]:
    """The reasons for some of the candidates, those of the largest terms first.

    A term is ``weight * (feature - mean)``, the mean being that of all candidates. Only terms above 0 give reasons, and
    each reason states a fact that its feature has computed. Of features with the same reason only the first gives it.

    Parameters
    ----------
    features
        Made ``matrix``.
    member
        For whom the list is.
    candidates
        Among which the activities were ranked.
    matrix
        Features, ``float32[s, n]``.
    weights
        By which they were ranked (:meth:`moim.ranking.choice_model.ChoiceModel.effective`), ``float32[s]``.
    positions
        Of the activities to explain, each below ``n``.
    explored
        For each of these, whether it got its place by a draw; this is then its first reason.
    most
        How many reasons at most for each.

    Returns
    -------
    list[tuple[Reason, ...]]
        For each position at least one reason: ``open`` where nothing else can be said.
    """
    means = feature_means(matrix)
    found = []
    for number, position in enumerate(positions):
        terms = weights * (matrix[:, position] - means)
        given: list[Reason] = [Reason("explored")] if explored and explored[number] else []
        for row in np.argsort(-terms * _FACTOR):
            if len(given) >= most or terms[row] <= 0:
                break
            reason = features.features[row].reason(member, candidates, position, float(matrix[row, position]))
            if reason is not None and all(reason.code != other.code for other in given):
                given.append(reason)
        found.append(tuple(given) or (Reason("open"),))
    return found
