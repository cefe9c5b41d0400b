"""Features from time running out. Whether "soon" helps or hurts differs between platforms: the weight is learned."""

from __future__ import annotations

import numpy as np

from moim.data.times import DAY
from moim.data.world import Floats32
from moim.explain.reason import Reason
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member


class TimeToStart(Feature):
    """log(1 + days until it starts). O(n)."""

    name = "time_to_start"
    personal = False

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        return candidates.days_left


class TimeToStartSquared(Feature):
    """The square of :class:`TimeToStart`, 1 a month ahead: with it the best time to join may lie in between. O(n)."""

    name = "time_to_start_squared"
    personal = False

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        square: Floats32 = np.square(candidates.days_left / np.float32(np.log1p(30.0)))
        return square


class TimeToDeadline(Feature):
    """log(1 + days until recruiting ends). O(n)."""

    name = "time_to_deadline"
    personal = False
    prior = -0.05

    def _seconds(self, candidates: Candidates) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return np.maximum(self.world.activities["recruit_end"][candidates.rows] - candidates.at, 0.0)

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        return np.log1p(self._seconds(candidates) / DAY).astype(np.float32)

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        end = float(self.world.activities["recruit_end"][candidates.rows[position]])
        days = candidates.calendar_days_until(end)
        if days == 0:
            return Reason("closes_today")
        if days == 1:
            return Reason("closes_tomorrow")
        return Reason("closes_in", {"days": days}) if days <= 3 else None


class Imminent(Feature):
    """1 when it starts within a week, else 0. O(n)."""

    name = "imminent"
    personal = False

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        return (candidates.start - candidates.at < 7 * DAY).astype(np.float32)

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        return Reason("soon") if candidates.start[position] - candidates.at < 3 * DAY else None
