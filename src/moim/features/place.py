"""Features from distance: to where the member has been, to home, or to the region when nothing finer is known."""

from __future__ import annotations

import numpy as np

from moim.data.geo import EARTH_KM
from moim.data.world import Floats, Floats32
from moim.explain.reason import Reason
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.context import FeatureContext
from moim.features.member import Member

FAR_KM = 50.0
"""Taken as the distance where either end is not known: neither near nor absurdly far."""
VENUES = 12
"""How many of the member's last venues are looked at."""


def kilometres(square_chords: Floats32) -> Floats32:
    """Great-circle distance by the chord (error < 0.1 % below 500 km)."""
    return np.sqrt(np.maximum(square_chords, np.float32(0.0))) * np.float32(EARTH_KM)


def log_kilometres(candidates: Candidates, square_chords: Floats32) -> Floats32:
    """log(1 + km), ``float32[n]``, where places that are not known are :data:`FAR_KM` away."""
    return np.log1p(np.where(candidates.placed, kilometres(square_chords), np.float32(FAR_KM)))


def _from_venues(member: Member, candidates: Candidates) -> Floats32 | None:
    """Squared chords from the places the member went to lately to the candidates, ``float32[venues, n]``.

    Where nothing was joined yet, from the places of what they looked at; None where no place is known.
    """

    def chords() -> Floats32 | None:
        venues = candidates.context.places[(member.joined if len(member.joined) else member.past)[-VENUES:]]
        venues = venues[~np.isnan(venues[:, 0])]
        return candidates.square_chords(venues) if len(venues) else None

    return member.once(("venues", candidates), chords)


class NearPast(Feature):
    """-log(1 + km to the nearest of the places the member went to lately). O(venues x n)."""

    name = "near_past"
    prior = 0.4

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        chords = _from_venues(member, candidates)
        if chords is None:
            return np.zeros(len(candidates), np.float32)
        return -log_kilometres(candidates, chords.min(axis=0))

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        km = float(np.expm1(-value))
        if not len(member.joined) or not candidates.placed[position] or value == 0.0 or km > 5:
            return None
        return Reason("near_past", {"km": km})


class PlaceHabit(Feature):
    """log of the share of the member's last places that are about here, half of one assumed anywhere. O(venues x n).

    A place ``d`` km away counts ``1 / (1 + (d / 15)^2)``: one trip to another town makes that town near, but no habit.
    """

    name = "place_habit"
    prior = 0.2
    reach_km = 15.0

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        chords = _from_venues(member, candidates)
        if chords is None:
            return np.zeros(len(candidates), np.float32)
        near = chords * np.float32((EARTH_KM / self.reach_km) ** 2)
        near += np.float32(1.0)
        here = np.where(candidates.placed, np.reciprocal(near, out=near).sum(axis=0), np.float32(0.0))
        share: Floats32 = np.log((here + np.float32(0.05)) / np.float32(len(chords) + 0.5))
        return share

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        if len(member.joined) < 3 or value < np.log(0.5):
            return None
        return Reason("place_habit")


def _middle(places: Floats) -> Floats | None:
    """The middle of places, ``float64[p, 3]`` of which some may not be known, on the sphere."""
    middle = places[~np.isnan(places[:, 0])].sum(axis=0)
    length = np.linalg.norm(middle)
    return middle / length if length else None


class NearHome(Feature):
    """-log(1 + km from home); for an unknown home stands the middle of the member's clubs, or of their region. O(n).

    The middle of a region is that of the activities of its clubs.
    """

    name = "near_home"
    prior, prior_newcomer = 0.4, 0.2

    def fit(self, context: FeatureContext, at: float) -> None:
        super().fit(context, at)
        a, of = self.world.activities, self.world.clubs["region"][self.world.activities["club"]]
        places = np.stack([a["x"], a["y"], a["z"]], axis=1)
        known = a["created"] <= at
        self._middles = {
            region: middle
            for region in np.unique(of[known]).tolist()
            if region >= 0 and (middle := _middle(places[known & (of == region)])) is not None
        }

    def _home(self, member: Member) -> Floats | None:
        if not np.isnan(member.home[0]):
            return member.home
        c, rows = self.world.clubs, list(member.clubs)
        middle = _middle(np.stack([c["x"][rows], c["y"][rows], c["z"][rows]], axis=1)) if rows else None
        return self._middles.get(member.region) if middle is None else middle

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        home = self._home(member)
        if home is None:
            return np.zeros(len(candidates), np.float32)
        return -log_kilometres(candidates, candidates.square_chords(home[None])[0])

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        if np.isnan(member.home[0]) or not candidates.placed[position]:
            return None
        km = float(np.expm1(-value))
        return Reason("near_home", {"km": km}) if km <= 10 else None


class SameRegion(Feature):
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
