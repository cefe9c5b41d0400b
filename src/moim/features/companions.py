"""Whom the member has met at activities, and where those people go now."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from moim.data.arrays import Floats
from moim.data.ragged import Positions
from moim.data.times import DAY
from moim.features.candidates import Candidates
from moim.features.context import FeatureContext
from moim.features.member import Member

HALF_LIFE = 180 * DAY
"""A meeting counts half after this many seconds. Set by hand, as for what was done with a club
(:attr:`moim.features.club_affinity.ClubAffinity.half_life`)."""


def companions_of(context: FeatureContext, member: Member) -> tuple[NDArray[np.intp], Floats] | None:
    """The people who go, or went, to activities the member joined.

    Returns
    -------
    tuple[NDArray[np.intp], Floats] | None
        Rows of members, each once and without the member, and how often each was met, decayed, both of length
        ``companions``; None if there are none.
    """

    def _find() -> tuple[NDArray[np.intp], Floats] | None:
        sizes, who = context.attendance.of(member.joined)
        if not len(who):
            return None
        order = who.argsort()
        who, meetings = who[order], member.decayed(HALF_LIFE)[member.joined_positions].repeat(sizes)[order]
        first = np.flatnonzero(np.concatenate([[True], who[1:] != who[:-1]]))
        people, often = who[first], np.add.reduceat(meetings, first)
        others = people != member.row
        return (people[others], often[others]) if others.any() else None

    return member.cached("companions", _find) if len(member.joined) else None


def companions_going(
    context: FeatureContext, member: Member, candidates: Candidates
) -> tuple[Positions, Floats] | None:
    """Which candidates the companions go to.

    Returns
    -------
    tuple[Positions, Floats] | None
        Two arrays with an entry for each companion and each candidate that companion goes to: the candidate's position,
        and how often the companion was met, decayed. None if the member has met nobody.
    """

    def _find() -> tuple[Positions, Floats] | None:
        companions = companions_of(context, member)
        if companions is None:
            return None
        sizes, positions = candidates.goes_to(companions[0])
        return positions, companions[1].repeat(sizes)

    return member.cached(("companions", candidates), _find)
