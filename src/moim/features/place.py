"""Distances from the candidates to a point, and to the places where the member was lately."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.data.geo import EARTH_KM
from moim.features.candidates import Candidates
from moim.features.member import Member

FAR_KM = 50.0
"""Taken as the distance if the activity's place is not known: neither near nor absurdly far. Set by hand."""
VENUES = 12
"""How many of the last activities in the history count as places where the member was lately. Set by hand; it bounds
the cost, ``VENUES x n`` distances. Twice as many add .0008 to nDCG@10 on Montana (benchmarks/constants.md)."""


def kilometres(square_chords: Floats32) -> Floats32:
    """Distance from squared chords of the unit sphere (:meth:`Candidates.square_chords`), of any shape.

    The chord instead of the arc: less than 0.1 % too short below 900 km.
    """
    return np.sqrt(np.maximum(square_chords, np.float32(0.0))) * np.float32(EARTH_KM)


def log_kilometres(candidates: Candidates, square_chords: Floats32) -> Floats32:
    """log(1 + km), ``float32[n]``; :data:`FAR_KM` is assumed for candidates whose place is not known."""
    return np.log1p(np.where(candidates.has_place, kilometres(square_chords), np.float32(FAR_KM)))


def chords_from_venues(member: Member, candidates: Candidates) -> Floats32 | None:
    """Squared chords from the places the member went to lately to the candidates, ``float32[venues, n]``.

    If nothing was joined yet, what was looked at counts instead.

    Returns
    -------
    Floats32 | None
        None if no place is known.
    """

    def _chords() -> Floats32 | None:
        venues = candidates.context.places[(member.joined if len(member.joined) else member.history)[-VENUES:]]
        venues = venues[~np.isnan(venues[:, 0])]
        return candidates.square_chords(venues) if len(venues) else None

    return member.cached(("venues", candidates), _chords)
