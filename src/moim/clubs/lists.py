"""Lists of clubs, for one member or for many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from moim.clubs.model import ClubRanker
from moim.data.arrays import Rows
from moim.data.world import World
from moim.features import Member
from moim.lists.eligibility import Confirm, confirmed
from moim.lists.item_list import Recommendation
from moim.lists.query import Query
from moim.lists.scoring import best_first
from moim.members import MemberState

MEMBERS_AT_ONCE = 4_096
"""Members scored at once when lists are made for many; bounds memory, not results."""


def club_list(
    ranker: ClubRanker, world: World, query: Query, *, confirm: Confirm | None = None
) -> list[Recommendation]:
    """The best of the clubs a member is not in; see :meth:`moim.recommender.Recommender.recommend`."""
    member = query.member(world)
    out = {*member.clubs, *map(world.club_ids.get, query.exclude)}
    if member.row >= 0:
        out |= world.member_clubs[member.row].keys()
    rows = _candidate_rows(world, query.at, query.candidates)
    rows = rows[~np.isin(rows, list(out))]
    scores = ranker.score_member(member, rows)
    names = world.club_ids.names
    order = best_first(scores, np.ones(len(rows), np.bool_))
    pool = confirmed(order, rows, names, confirm, query.k)
    reasons_of = ranker.reasons(member, rows[pool])
    return [
        Recommendation(names[rows[position]], rank, float(scores[position]), 1.0, False, reasons)
        for rank, (position, reasons) in enumerate(zip(pool, reasons_of, strict=True), 1)
    ]


def club_lists(
    ranker: ClubRanker,
    world: World,
    members: Sequence[str],
    *,
    at: float,
    k: int,
    candidates: Sequence[str] | None = None,
) -> Iterator[tuple[str, list[Recommendation]]]:
    """Member and list for many members as the world knows them before ``at``; unknown ids get a newcomer's list.

    Parameters
    ----------
    ranker
        Gives the scores.
    world
        The clubs and members.
    members
        Ids.
    at
        Seconds since 1970.
    k
        How many clubs at most.
    candidates
        Ids to choose from instead of all clubs.
    """
    rows = _candidate_rows(world, at, candidates)
    names = world.club_ids.names
    place = {row: position for position, row in enumerate(rows.tolist())}
    lists: dict[object, list[Recommendation]] = {}  # the same list for all members of whom the same is known
    for first in range(0, len(members), MEMBERS_AT_ONCE):
        batch = members[first : first + MEMBERS_AT_ONCE]
        known = [world.member_ids.get(member_id) for member_id in batch]
        scores = ranker.score_many(known, rows, at)
        for member_id, row, own in zip(batch, known, scores, strict=True):
            member = Member.in_world(world, row, MemberState(), at)
            joined = tuple(world.joined[row]) if row >= 0 else ()
            home = member.home.tobytes()
            key = (member.clubs, member.interests, member.keywords, member.region, home, joined)
            if key not in lists:
                allowed = np.ones(len(rows), np.bool_)
                allowed[[place[club] for club in member.clubs if club in place]] = False
                best = best_first(own, allowed)[:k].tolist()
                reasons_of = ranker.reasons(member, rows[best], most=1)
                lists[key] = [
                    Recommendation(names[rows[position]], rank, float(own[position]), 1.0, False, reasons)
                    for rank, (position, reasons) in enumerate(zip(best, reasons_of, strict=True), 1)
                ]
            yield member_id, lists[key]


def _candidate_rows(world: World, at: float, candidates: Sequence[str] | None) -> Rows:
    """Rows of the clubs to choose from, ascending: all that exist at ``at``, or those asked for."""
    if candidates is None:
        return world.clubs_at(at)
    return np.array(sorted({row for row in map(world.club_ids.get, candidates) if row >= 0}), np.int32)
