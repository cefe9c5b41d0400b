"""Features from the club that holds the activity: being in it, having gone with it, knowing clubs like it."""

from __future__ import annotations

import numpy as np

from moim.data.ragged import cut
from moim.data.times import DAY
from moim.data.world import Floats32
from moim.explain.reason import Reason
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.co_occurrence import transfer
from moim.features.context import FeatureContext
from moim.features.member import Member


def _gathered(values: Floats32, candidates: Candidates) -> Floats32:
    return values[candidates.club]


class Membership(Feature):
    """1 when the member is in the club, else 0. O(clubs + n)."""

    name = "membership"
    prior, prior_newcomer = 1.2, 0.4

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        mine = np.zeros(len(self.world.clubs), np.float32)
        if member.clubs:
            mine[list(member.clubs)] = 1.0
        return _gathered(mine, candidates)

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        club = int(candidates.club[position])
        if club not in member.clubs:
            return None
        return Reason("member_of_club", {"club": self.world.club_texts[club][0]})


class Affinity(Feature):
    """log(1 + decayed evidence of the member at this club), half-life 180 days. O(past + clubs + n)."""

    name = "affinity"
    prior = 0.5
    half_life = 180 * DAY

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        if not len(member.past):
            return np.zeros(len(candidates), np.float32)
        clubs = self.world.activities["club"][member.past]
        felt = np.bincount(clubs, member.decayed(self.half_life), len(self.world.clubs)).astype(np.float32)
        return np.log1p(_gathered(felt, candidates))

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        club = int(candidates.club[position])
        if not np.any(self.world.activities["club"][member.joined] == club):
            return None
        return Reason("club_joined_before", {"club": self.world.club_texts[club][0]})


class Aversion(Feature):
    """log(1 + decayed number of this club's activities the member declined), half-life 180 days. O(declined + n)."""

    name = "aversion"
    prior = -0.4
    half_life = 180 * DAY

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        if not len(member.refused):
            return np.zeros(len(candidates), np.float32)
        clubs = self.world.activities["club"][member.refused]
        felt = np.bincount(clubs, np.exp2(-member.refused_age / self.half_life), len(self.world.clubs))
        return _gathered(np.log1p(felt).astype(np.float32), candidates)


class ClubSize(Feature):
    """log(1 + members of the club). O(n)."""

    name = "club_size"
    personal = False

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        sizes: Floats32 = np.log1p(self.world.clubs["size"][candidates.club]).astype(np.float32)
        return sizes


class Transfer(Feature):
    """Evidence that flows in from other clubs: log(1 + sum over the member's clubs of affinity x likeness).

    Likeness is the shrunk cosine of who belongs to and who goes with two clubs (:mod:`moim.features.co_occurrence`);
    being in a club counts like one activity joined today. O(clubs of the member x neighbours + n).
    """

    name = "transfer"
    prior, prior_newcomer = 0.5, 0.3
    half_life = 180 * DAY

    def fit(self, context: FeatureContext, at: float) -> None:
        super().fit(context, at)
        self.likeness = transfer(context.world, at)

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        clubs = np.concatenate([np.fromiter(member.clubs, np.int32), self.world.activities["club"][member.past]])
        worth = np.concatenate([np.ones(len(member.clubs)), member.decayed(self.half_life)]).astype(np.float32)
        flow = np.zeros(len(self.world.clubs), np.float32)
        if clubs.max(initial=-1) >= self.likeness.shape[0]:  # a club founded since has no likeness yet
            known = clubs < self.likeness.shape[0]
            clubs, worth = clubs[known], worth[known]
        sizes, at = cut(self.likeness.indptr, clubs)
        np.add.at(flow, self.likeness.indices[at], self.likeness.data[at] * worth.repeat(sizes))
        return np.log1p(_gathered(flow, candidates))

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        target, known = int(candidates.club[position]), self.likeness.shape[0]
        best, club = 0.0, -1
        for mine in member.clubs:
            if mine < known and mine != target and target < known:
                likeness = float(self.likeness[mine, target])
                if likeness > best:
                    best, club = likeness, mine
        return Reason("similar_club", {"club": self.world.club_texts[club][0]}) if club >= 0 else None
