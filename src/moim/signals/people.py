"""Signals from the people who go: those met before, and friends."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from moim.index import Index
from moim.reasons import Reason
from moim.signals.base import DAY, Candidates, Member, Signal
from moim.world import Floats, Floats32

HALF_LIFE = 180 * DAY


def _met(index: Index, member: Member) -> Floats | None:
    """How much the member met each other member, ``float64[members]``; None where they met nobody."""

    def met() -> Floats | None:
        sizes, who = index.attendance.of(member.joined)
        if not len(who):
            return None
        worth = np.zeros(len(index.world.activities))
        worth[member.past] = member.decayed(HALF_LIFE)
        much: Floats = np.bincount(who, worth[member.joined].repeat(sizes), len(index.world.members)).astype(np.float64)
        if member.row >= 0:
            much[member.row] = 0.0
        return much

    return member.once("met", met) if len(member.joined) else None


def _met_there(index: Index, member: Member, candidates: Candidates) -> tuple[NDArray[np.intp], Floats] | None:
    """Positions of candidates, one for each going whom the member has met, and how much; None where they met nobody."""

    def there() -> tuple[NDArray[np.intp], Floats] | None:
        met = _met(index, member)
        if met is None:
            return None
        where, who = candidates.attendance
        much = met[who]
        known = np.flatnonzero(much)
        return where[known], much[known]

    return member.once(("met", candidates), there)


class Company(Signal):
    """log(1 + for everyone who goes, how often the member and they went to the same activity), half-life 180 days.

    O(participants of the member's past + participants of the candidates).
    """

    name = "company"
    prior = 0.4

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        there = _met_there(self.index, member, candidates)
        if there is None:
            return np.zeros(len(candidates), np.float32)
        return np.log1p(np.bincount(*there, len(candidates)).astype(np.float32))

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        met = _met(self.index, member)
        if met is None:
            return None
        others = list(self.world.participants[int(candidates.rows[position])])
        count = int((met[others] > 0).sum()) if others else 0
        return Reason("company", {"count": count}) if count else None


class Familiar(Signal):
    """How many of those who go the member has met, as a share: met / (1 + going). O(participants of the candidates)."""

    name = "familiar"
    prior = 0.3

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        there = _met_there(self.index, member, candidates)
        if there is None:
            return np.zeros(len(candidates), np.float32)
        known = np.bincount(there[0], minlength=len(candidates))
        share: Floats32 = known.astype(np.float32) / candidates.company
        return share


class Friends(Signal):
    """log(1 + friends who go). O(activities the friends go to + n)."""

    name = "friends"
    prior, prior_newcomer = 1.0, 0.5

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        theirs = [activity for friend in member.friends for activity in self.world.joined[friend]]
        if not theirs:
            return np.zeros(len(candidates), np.float32)
        going = np.bincount(theirs, minlength=len(self.world.activities))
        return np.log1p(going[candidates.rows].astype(np.float32))

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        going = self.world.participants[int(candidates.rows[position])]
        count = sum(friend in going for friend in member.friends)
        return Reason("friends_count", {"count": count}) if count else None
