"""How near the activity is to the member's home."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats, Floats32
from moim.explain.reason import Reason
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.context import FeatureContext
from moim.features.member import Member
from moim.features.place import log_kilometres


class NearHome(Feature):
    """-log(1 + km from home); 0 if no place can be taken for it. O(n).

    If the home is not known, the centre of the member's clubs is taken for it, and if those have no place, the centre
    of the member's region: of all activities that clubs of the region have held.
    """

    name = "near_home"
    prior, prior_newcomer = 0.4, 0.2
    shown_km = 10.0
    """Distance up to which nearness is given as a reason. Set by hand: about half an hour by underground."""

    def fit(self, context: FeatureContext, at: float) -> None:
        super().fit(context, at)
        a, of = self.world.activities, self.world.clubs["region"][self.world.activities["club"]]
        places = np.stack([a["x"], a["y"], a["z"]], axis=1)
        known = a["created"] <= at
        self._centres = {
            region: centre
            for region in np.unique(of[known]).tolist()
            if region >= 0 and (centre := _centre(places[known & (of == region)])) is not None
        }

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        home = self._home(member)
        if home is None:
            return np.zeros(len(candidates), np.float32)
        return -log_kilometres(candidates, candidates.square_chords(home[None])[0])

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        if np.isnan(member.home[0]) or not candidates.has_place[position]:
            return None
        km = float(np.expm1(-value))
        return Reason("near_home", {"km": km}) if km <= self.shown_km else None

    def _home(self, member: Member) -> Floats | None:
        if not np.isnan(member.home[0]):
            return member.home
        c, rows = self.world.clubs, list(member.clubs)
        centre = _centre(np.stack([c["x"][rows], c["y"][rows], c["z"][rows]], axis=1)) if rows else None
        return self._centres.get(member.region) if centre is None else centre


def _centre(places: Floats) -> Floats | None:
    """The mean of places on the unit sphere, ``float64[p, 3]``, of which some may be ``nan``; None if all are."""
    total = places[~np.isnan(places[:, 0])].sum(axis=0)
    length = np.linalg.norm(total)
    return total / length if length else None
