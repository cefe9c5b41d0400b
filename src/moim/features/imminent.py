"""Whether the activity starts within a week."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats32
from moim.data.times import DAY
from moim.explain.reason import Reason
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member


class Imminent(Feature):
    """1 if it starts in less than a week, else 0. O(n)."""

    name = "imminent"
    personal = False
    days = 7
    """Set by hand: people plan by the week."""
    shown_days = 3
    """Days before the start from which "starts soon" is given as a reason. Set by hand."""

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        return (candidates.start - candidates.at < self.days * DAY).astype(np.float32)

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        return Reason("soon") if candidates.start[position] - candidates.at < self.shown_days * DAY else None
