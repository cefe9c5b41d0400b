"""Features from the crowd: how many go, how fast they come, how lately, how many there is room for."""

from __future__ import annotations

import numpy as np

from moim.data.times import DAY
from moim.data.world import PACE_HALF_LIFE, Floats32
from moim.explain.reason import Reason
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member

HOUR = 3600.0


class Joins(Feature):
    """log(1 + members going). O(n)."""

    name = "joins"
    personal = False
    prior, prior_newcomer = 0.1, 0.4

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        return np.log1p(candidates.going.astype(np.float32))

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        count = int(candidates.going[position])
        return Reason("joins", {"count": count}) if count >= 3 else None


class Rate(Feature):
    """log(1 + members going / (half a day + days since it was created)). O(n)."""

    name = "rate"
    personal = False

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        return np.log1p(candidates.going / (0.5 + candidates.age / DAY)).astype(np.float32)


class Unusual(Feature):
    """The square of log(1 + members going) less the series' usual: unusually empty, or unusually full. O(n).

    A weighted sum of the two cannot say that what half fills as usual is on its way, and what is empty is not.
    """

    name = "unusual"
    personal = False

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        off: Floats32 = np.square(np.log1p(candidates.going).astype(np.float32) - candidates.usual[1])
        return off


class Seats(Feature):
    """log(seats / 16): a small circle or a large crowd; 0 where seats are unlimited. O(n)."""

    name = "seats"
    personal = False

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        return candidates.size


class SeatsHabit(Feature):
    """log(seats / 16) times its mean over the member's past, two of 16 assumed: those who go to small circles. O(n)."""

    name = "seats_habit"
    prior = 0.1
    assumed = 2.0

    def _usual(self, member: Member) -> float:
        return float(self.context.sizes[member.past] @ member.weight) / (member.experience + self.assumed)

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        if not len(member.past):
            return np.zeros(len(candidates), np.float32)
        return candidates.size * np.float32(self._usual(member))

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        seats = float(self.world.activities["capacity"][candidates.rows[position]])
        far = abs(float(candidates.size[position]) - self._usual(member))
        if len(member.joined) < 3 or np.isinf(seats) or far > np.log(1.5):
            return None
        return Reason("usual_size", {"seats": int(seats)})


class Fill(Feature):
    """Share of the seats taken; 0 where seats are unlimited. O(n)."""

    name = "fill"
    personal = False

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        capacity = self.world.activities["capacity"][candidates.rows]
        share: Floats32 = (candidates.going / np.maximum(capacity, 1.0)).astype(np.float32)
        return share


class Pace(Feature):
    """log(1 + joins lately), each join fading with a half-life of two days. O(n)."""

    name = "pace"
    personal = False
    prior = 0.1

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        a = self.world.activities
        fading = np.exp2((a["last_join"][candidates.rows] - candidates.at) / PACE_HALF_LIFE)
        pace: Floats32 = np.log1p(a["pace"][candidates.rows] * fading).astype(np.float32)
        return pace

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        return Reason("pace") if np.expm1(value) >= 3 else None


class Lull(Feature):
    """log(1 + hours since somebody last joined; since it was created when nobody has). O(n).

    People join in bursts: an announcement, a mail, a friend who tells a friend.
    """

    name = "lull"
    personal = False
    prior = -0.1

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        a = self.world.activities
        latest = np.maximum(a["last_join"][candidates.rows], a["created"][candidates.rows])
        lull: Floats32 = np.log1p(np.maximum(candidates.at - latest, 0.0) / HOUR).astype(np.float32)
        return lull
