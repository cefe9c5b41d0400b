"""Features from the people who go: those met before, and friends."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from moim.data.ragged import Positions
from moim.data.times import DAY
from moim.data.world import Floats, Floats32
from moim.explain.reason import Reason
from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.context import FeatureContext
from moim.features.member import Member

HALF_LIFE = 180 * DAY


def _met(context: FeatureContext, member: Member) -> tuple[NDArray[np.intp], Floats] | None:
    """Whom the member met, each once, and how much; None where they met nobody."""

    def met() -> tuple[NDArray[np.intp], Floats] | None:
        sizes, who = context.attendance.of(member.joined)
        if not len(who):
            return None
        order = who.argsort()
        who, worth = who[order], member.decayed(HALF_LIFE)[member.went].repeat(sizes)[order]
        first = np.flatnonzero(np.concatenate([[True], who[1:] != who[:-1]]))
        people, much = who[first], np.add.reduceat(worth, first)
        others = people != member.row
        return (people[others], much[others]) if others.any() else None

    return member.once("met", met) if len(member.joined) else None


def _met_there(context: FeatureContext, member: Member, candidates: Candidates) -> tuple[Positions, Floats] | None:
    """Positions of candidates, one for each going whom the member has met, and how much; None where they met nobody."""

    def there() -> tuple[Positions, Floats] | None:
        met = _met(context, member)
        if met is None:
            return None
        sizes, positions = candidates.goes_to(met[0])
        return positions, met[1].repeat(sizes)

    return member.once(("met", candidates), there)


class Company(Feature):
    """log(1 + for everyone who goes, how often the member and they went to the same activity), half-life 180 days.

    O(participants of the member's past + what those go to + n).
    """

    name = "company"
    prior = 0.4

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        there = _met_there(self.context, member, candidates)
        if there is None:
            return np.zeros(len(candidates), np.float32)
        return np.log1p(np.bincount(*there, len(candidates)).astype(np.float32))

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        met = _met(self.context, member)
        if met is None:
            return None
        going = self.world.participants[int(candidates.rows[position])]
        count = sum(person in going for person in met[0].tolist())
        return Reason("company", {"count": count}) if count else None


class Familiar(Feature):
    """How many of those who go the member has met, as a share: met / (1 + going). O(what those go to + n)."""

    name = "familiar"
    prior = 0.3

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        there = _met_there(self.context, member, candidates)
        if there is None:
            return np.zeros(len(candidates), np.float32)
        known = np.bincount(there[0], minlength=len(candidates))
        share: Floats32 = known.astype(np.float32) / candidates.company
        return share


class Friends(Feature):
    """log(1 + friends who go). O(what they go to + n)."""

    name = "friends"
    prior, prior_newcomer = 1.0, 0.5

    def score(self, member: Member, candidates: Candidates) -> Floats32:
        if not member.friends:
            return np.zeros(len(candidates), np.float32)
        _, positions = candidates.goes_to(np.array([*member.friends]))
        return np.log1p(np.bincount(positions, minlength=len(candidates)).astype(np.float32))

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        going = self.world.participants[int(candidates.rows[position])]
        count = sum(friend in going for friend in member.friends)
        return Reason("friends_count", {"count": count}) if count else None
