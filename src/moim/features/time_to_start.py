"""How long it is until the activity starts."""

from __future__ import annotations

from moim.data.arrays import Floats32
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member


class TimeToStart(Feature):
    """log(1 + days until it starts); 0 if the start is not known. O(n).

    Whether "soon" helps or hurts differs between platforms, so that there is no prior: the weight is learned.
    """

    name = "time_to_start"
    personal = False

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        return candidates.log_days_left
