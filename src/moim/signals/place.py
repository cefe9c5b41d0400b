"""Signals from distance: to where the member has been, to home, or to the region when nothing finer is known."""

from __future__ import annotations

import numpy as np

from moim.places import EARTH_KM
from moim.reasons import Reason
from moim.signals.base import Candidates, Member, Signal
from moim.world import Floats, Floats32

FAR_KM = 50.0
"""Taken as the distance where either end is not known: neither near nor absurdly far."""
VENUES = 12
"""How many of the member's last venues are looked at."""


def kilometres(dots: Floats) -> Floats32:
    """Great-circle distance from the dot product of two unit vectors, by the chord (error < 0.1 % below 500 km).

    The product must be of double precision: 2 km is 5e-8 less than 1.
    """
    return (EARTH_KM * np.sqrt(np.maximum(2.0 - 2.0 * dots, 0.0))).astype(np.float32)


class NearPast(Signal):
    """-log(1 + km to the nearest of the places the member went to lately). O(venues x n)."""

    name = "near_past"
    prior = 0.4

    def _km(self, member: Member, candidates: Candidates) -> Floats32 | None:
        a = self.world.activities
        rows = (member.joined if len(member.joined) else member.past)[-VENUES:]
        venues = np.array([a["x"][rows], a["y"][rows], a["z"][rows]])
        venues = venues[:, ~np.isnan(venues[0])]
        if not venues.size:
            return None
        km = kilometres((venues.T @ candidates.xyz.T).max(axis=0))
        return np.where(candidates.placed, km, np.float32(FAR_KM))

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        km = self._km(member, candidates)
        return np.zeros(len(candidates), np.float32) if km is None else -np.log1p(km)

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        km = float(np.expm1(-value))
        if not len(member.joined) or not candidates.placed[position] or value == 0.0 or km > 5:
            return None
        return Reason("near_past", {"km": km})


class NearHome(Signal):
    """-log(1 + km from home); the middle of the member's clubs stands in for an unknown home. O(n)."""

    name = "near_home"
    prior, prior_newcomer = 0.4, 0.2

    def _home(self, member: Member) -> Floats | None:
        if not np.isnan(member.home[0]):
            return member.home
        c = self.world.clubs
        rows = list(member.clubs)
        at = np.stack([c["x"][rows], c["y"][rows], c["z"][rows]], axis=1) if rows else np.empty((0, 3))
        at = at[~np.isnan(at[:, 0])]
        if not len(at):
            return None
        middle = at.mean(axis=0)
        return middle / np.linalg.norm(middle) if np.any(middle) else None

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        home = self._home(member)
        if home is None:
            return np.zeros(len(candidates), np.float32)
        km = np.where(candidates.placed, kilometres(candidates.xyz @ home), np.float32(FAR_KM))
        return -np.log1p(km)

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        if np.isnan(member.home[0]) or not candidates.placed[position]:
            return None
        km = float(np.expm1(-value))
        return Reason("near_home", {"km": km}) if km <= 10 else None


class SameRegion(Signal):
    """1 when the activity's club is of the member's region, else 0. O(n)."""

    name = "same_region"
    prior, prior_newcomer = 0.4, 0.3

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        if member.region < 0:
            return np.zeros(len(candidates), np.float32)
        same: Floats32 = (self.world.clubs["region"][candidates.club] == member.region).astype(np.float32)
        return same

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        if member.region < 0 or self.world.clubs["region"][candidates.club[position]] != member.region:
            return None
        return Reason("same_region", {"region": self.world.regions.names[member.region]})
