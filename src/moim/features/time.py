"""Features from the calendar: the weekdays and hours a member keeps, and what they are already going to."""

from __future__ import annotations

import numpy as np

from moim.data.times import DAY
from moim.data.world import Floats, Floats32
from moim.explain.reason import Reason
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member

_NEAR = np.array([1.0, 0.6, 0.2, *[0.0] * 19, 0.2, 0.6]) / 2.6
AROUND = np.stack([np.roll(_NEAR, hour) for hour in range(24)])
"""``float64[24, 24]``: how much each hour speaks for each other, two hours to either side."""


class Weekday(Feature):
    """log of how much more often than evenly the member goes on that weekday, one visit each assumed. O(past + n)."""

    name = "weekday"
    prior = 0.3

    def _habit(self, member: Member, candidates: Candidates) -> Floats:
        seen = np.bincount(self.context.starts[0][member.past], member.times, 7)
        habit: Floats = np.log((seen + 1.0) * 7.0 / (seen.sum() + 7.0))
        return habit

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        if not len(member.past):
            return np.zeros(len(candidates), np.float32)
        return self._habit(member, candidates).astype(np.float32)[candidates.weekday]

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        if len(member.joined) < 3 or value < np.log(2.0):
            return None
        return Reason("habit", {"weekday": int(candidates.weekday[position]), "hour": int(candidates.hour[position])})


class Hour(Feature):
    """log of how much more often than evenly the member goes at that hour, give or take two. O(past + n)."""

    name = "hour"
    prior = 0.2

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        if not len(member.past):
            return np.zeros(len(candidates), np.float32)
        seen = np.bincount(self.context.starts[1][member.past], member.times, 24)
        around = AROUND @ seen
        habit = np.log((around + 1.0 / 6.0) * 24.0 / (around.sum() + 4.0))
        by_hour: Floats32 = habit.astype(np.float32)
        return by_hour[candidates.hour]


class Lead(Feature):
    """How near the time left to the start is to that with which the member likes to plan ahead. O(joined + n).

    ``-|log(1 + days left) - mean of log(1 + days between joining and the start)|``, two joins a week ahead assumed.
    """

    name = "lead"
    prior = 0.2
    assumed, usual_days = 2.0, 7.0

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        ahead = self.world.activities["start"][member.joined] - (candidates.at - member.joined_age)
        logs = np.log1p(np.fmax(ahead, 0.0) / DAY)  # a start that is not known counts as none
        usual = (logs.sum() + self.assumed * np.log1p(self.usual_days)) / (len(logs) + self.assumed)
        near: Floats32 = -np.abs(candidates.days_left - np.float32(usual))
        return near


class Clash(Feature):
    """1 when it overlaps something the member is going to, else 0. O(joined ahead x n)."""

    name = "clash"
    prior = -1.0

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        clash = np.zeros(len(candidates), np.bool_)
        a = self.world.activities
        for activity in member.joined[a["end"][member.joined] > candidates.at].tolist():
            start, end = a["start"][activity], max(a["end"][activity], a["start"][activity] + DAY / 24)
            clash |= (candidates.start < end) & (start < np.maximum(candidates.end, candidates.start + DAY / 24))
        return clash.astype(np.float32)
