"""Signals from the people who go: those met before, and friends."""

from __future__ import annotations

import numpy as np

from moim.reasons import Reason
from moim.signals.base import DAY, Candidates, Member, Signal
from moim.world import Floats, Floats32


class Company(Signal):
    """log(1 + for everyone who goes, how often the member and they went to the same activity), half-life 180 days.

    O(participants of the member's past + participants of the candidates).
    """

    name = "company"
    prior = 0.4
    half_life = 180 * DAY

    def _met(self, member: Member) -> Floats | None:
        """How much the member met each other member, ``float64[members]``."""
        if not len(member.joined):
            return None
        worth = np.zeros(len(self.world.activities))
        worth[member.past] = member.decayed(self.half_life)
        sizes, who = self.index.attendance.of(member.joined)
        if not len(who):
            return None
        met = np.bincount(who, worth[member.joined].repeat(sizes), len(self.world.members)).astype(
            np.float64, copy=False
        )
        if member.row >= 0:
            met[member.row] = 0.0
        return met

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        met = self._met(member)
        where, who = candidates.attendance
        if met is None or not len(who):
            return np.zeros(len(candidates), np.float32)
        return np.log1p(np.bincount(where, met[who], len(candidates))).astype(np.float32)

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        met = self._met(member)
        if met is None:
            return None
        others = list(self.world.participants[int(candidates.rows[position])])
        count = int((met[others] > 0).sum()) if others else 0
        return Reason("company", {"count": count}) if count else None


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
