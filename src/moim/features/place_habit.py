"""Whether the member usually goes to places about there."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.data.geo import EARTH_KM
from moim.explain.reason import Reason
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member
from moim.features.place import chords_from_venues


class PlaceHabit(Feature):
    """log of the share of the member's last places that are about here. O(venues x n).

    A place ``d`` km away counts ``1 / (1 + (d / reach_km)^2)``: one trip to another town makes that town near (see
    :class:`moim.features.near_visited.NearVisited`), but no habit. With ``here`` the sum over ``v`` places::

        log((here + assumed_here) / (v + assumed_places))
    """

    name = "place_habit"
    prior = 0.2
    reach_km = 15.0
    """Distance at which a place counts half. Set by hand: across a town. Half or twice as much changes nDCG@10 on
    Montana by less than .001 (benchmarks/constants.md)."""
    assumed_here, assumed_places = 0.05, 0.5
    """Half a place is assumed, a tenth of it here, so that the logarithm stays above -6. Set by hand."""

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        chords = chords_from_venues(member, candidates)
        if chords is None:
            return np.zeros(len(candidates), np.float32)
        near = chords * np.float32((EARTH_KM / self.reach_km) ** 2)
        near += np.float32(1.0)
        here = np.where(candidates.has_place, np.reciprocal(near, out=near).sum(axis=0), np.float32(0.0))
        places = np.float32(len(chords) + self.assumed_places)
        log_share: Floats32 = np.log((here + np.float32(self.assumed_here)) / places)
        return log_share

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        if len(member.joined) < 3 or value < np.log(0.5):
            return None
        return Reason("place_habit")
