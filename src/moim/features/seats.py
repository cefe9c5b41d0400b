"""How many seats there are."""

from __future__ import annotations

from moim.data.arrays import Floats32
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member


class Seats(Feature):
    """log(seats / :data:`moim.features.context.USUAL_SEATS`): a small circle or a large crowd; 0 if unlimited. O(n)."""

    name = "seats"
    personal = False

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        return candidates.log_seats
