"""All features over one context, as a matrix with a row for each feature."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.features.candidates import Candidates
from moim.features.context import FeatureContext
from moim.features.member import Member
from moim.features.registry import FEATURES


class FeatureSet:
    """The registered features, fitted to what a context's world knows at one time."""

    def __init__(self, context: FeatureContext, at: float) -> None:
        """Make and fit every feature at ``at`` (seconds since 1970)."""
        self.features = tuple(feature() for feature in FEATURES)
        self._shared: tuple[Candidates, dict[int, Floats32]] | None = None
        for feature in self.features:
            feature.fit(context, at)

    def matrix(self, member: Member, candidates: Candidates) -> Floats32:
        """The features of all candidates for one member, ``float32[s, n]``, in the order of ``FEATURES``."""
        shared = self._same_for_everyone(member, candidates)
        rows = [
            shared[s] if s in shared else feature.score(member, candidates) for s, feature in enumerate(self.features)
        ]
        return np.concatenate(rows).reshape(len(rows), len(candidates))

    def _same_for_everyone(self, member: Member, candidates: Candidates) -> dict[int, Floats32]:
        """The features that do not depend on the member, by row, computed once for each ``Candidates``."""
        if self._shared is None or self._shared[0] is not candidates:
            shared = {s: feature for s, feature in enumerate(self.features) if not feature.personal}
            self._shared = candidates, {s: feature.score(member, candidates) for s, feature in shared.items()}
        return self._shared[1]


def feature_means(matrix: Floats32) -> Floats32:
    """The mean of each feature over the candidates, ``float32[s]`` from ``float32[s, n]``; 0 where ``n`` is 0."""
    means: Floats32 = matrix.sum(axis=1) / np.float32(max(matrix.shape[1], 1))
    return means
