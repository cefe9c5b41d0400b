"""What the member has done with clubs that share members with this one."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.data.ragged import cut
from moim.data.times import DAY
from moim.explain.reason import Reason
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.co_occurrence import club_similarity
from moim.features.context import FeatureContext
from moim.features.member import Member


class SimilarClubs(Feature):
    """log(1 + sum over the member's clubs of evidence x similarity): item-based collaborative filtering of clubs.

    The similarity comes from co-occurrence (:func:`moim.features.co_occurrence.club_similarity`); evidence is the
    member's decayed evidence at the club, plus 1 for being in it. What was done with the club itself does not count.
    O(clubs of the member x their neighbours + clubs + n).
    """

    name = "similar_clubs"
    prior, prior_newcomer = 0.5, 0.3
    half_life = 180 * DAY
    """Set by hand, as that of :class:`moim.features.club_affinity.ClubAffinity`."""

    def fit(self, context: FeatureContext, at: float) -> None:
        super().fit(context, at)
        self.similarity = club_similarity(context.world, at)

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        clubs = np.concatenate([np.fromiter(member.clubs, np.int32), self.world.activities["club"][member.history]])
        evidence = np.concatenate([np.ones(len(member.clubs)), member.decayed(self.half_life)]).astype(np.float32)
        if clubs.max(initial=-1) >= self.similarity.shape[0]:  # a club founded since has no similarities yet
            known = clubs < self.similarity.shape[0]
            clubs, evidence = clubs[known], evidence[known]
        sizes, at = cut(self.similarity.indptr, clubs)
        total = np.zeros(len(self.world.clubs), np.float32)
        np.add.at(total, self.similarity.indices[at], self.similarity.data[at] * evidence.repeat(sizes))
        return np.log1p(total[candidates.club])

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        target, known = int(candidates.club[position]), self.similarity.shape[0]
        best, club = 0.0, -1
        for mine in member.clubs:
            if mine < known and target < known:  # with itself, a club has no similarity
                similarity = float(self.similarity[mine, target])
                if similarity > best:
                    best, club = similarity, mine
        return Reason("similar_club", {"club": self.world.club_texts[club][0]}) if club >= 0 else None
