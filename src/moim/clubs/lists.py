"""Lists of clubs, for one member or for many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from moim.clubs.model import ClubRanker
from moim.data.world import Rows, World
from moim.features import Member
from moim.lists.eligibility import Confirm, confirmed
from moim.lists.item_list import Recommendation
from moim.lists.query import Query
from moim.lists.scoring import best_first
from moim.members import MemberState

MEMBERS_AT_ONCE = 4_096
"""How many members' clubs are scored at once when lists are made for many."""


def club_list(
    ranker: ClubRanker, world: World, query: Query, *, confirm: Confirm | None = None
) -> list[Recommendation]:
    """The best clubs for a member who is in none of them; see :meth:`moim.recommender.Recommender.recommend`."""
    member = query.member(world)
    out = {*member.clubs, *map(world.club_ids.get, query.exclude)}
    if member.row >= 0:
        out |= world.member_clubs[member.row].keys()
    rows = _chosen_from(world, query.at, query.candidates)
    rows = rows[~np.isin(rows, list(out))]
    scores = ranker.score_member(member, rows)
    names = world.club_ids.names
    order = best_first(scores, np.ones(len(rows), np.bool_))
    pool = confirmed(order, rows, names, confirm, query.k)
    why = ranker.reasons(member, rows[pool])
    return [
        Recommendation(names[rows[position]], rank, float(scores[position]), 1.0, False, reasons)
        for rank, (position, reasons) in enumerate(zip(pool, why, strict=True), 1)
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
    """The bare ranking for many members as the world itself knows them, unknown ones included."""
    rows = _chosen_from(world, at, candidates)
    names = world.club_ids.names
    place = {row: position for position, row in enumerate(rows.tolist())}
    alike: dict[object, list[Recommendation]] = {}  # members of whom the same is known have the same list
    for first in range(0, len(members), MEMBERS_AT_ONCE):
        batch = members[first : first + MEMBERS_AT_ONCE]
        known = [world.member_ids.get(member_id) for member_id in batch]
        scores = ranker.score_many(known, rows, at)
        for member_id, row, own in zip(batch, known, scores, strict=True):
            member = Member.in_world(world, row, MemberState(), at)
            joined = tuple(world.joined[row]) if row >= 0 else ()
            home = member.home.tobytes()
            key = (member.clubs, member.interests, member.keywords, member.region, home, joined)
            if key not in alike:
                allowed = np.ones(len(rows), np.bool_)
                allowed[[place[club] for club in member.clubs if club in place]] = False
                best = best_first(own, allowed)[:k].tolist()
                why = ranker.reasons(member, rows[best], most=1)
                alike[key] = [
                    Recommendation(names[rows[position]], rank, float(own[position]), 1.0, False, reasons)
                    for rank, (position, reasons) in enumerate(zip(best, why, strict=True), 1)
                ]
            yield member_id, alike[key]


def _chosen_from(world: World, at: float, candidates: Sequence[str] | None) -> Rows:
    """Rows of the clubs to choose from: all that exist, or those asked for."""
    if candidates is None:
        return world.clubs_at(at)
    return np.array(sorted({row for row in map(world.club_ids.get, candidates) if row >= 0}), np.int32)
