"""Why a club: what spoke most for it, as facts that can be checked on the spot."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.sparse import csr_array

from moim.clubs.content import Content, tags_of
from moim.clubs.kinship import Kinship, kilometres
from moim.dataset import split_list
from moim.reasons import Reason
from moim.signals.base import Member
from moim.text import tokens
from moim.world import EARTH_KM, Rows, World

SHARED_MEMBERS = 3
"""At least so many people must be in both clubs before we say that members of one like the other."""
POPULAR = 20
NEAR_KM = 10.0
SHOWN_WORDS = 2


def club_reasons(
    world: World,
    content: Content,
    kinship: Kinship,
    member: Member,
    mine: Rows,
    club: int,
    speaks: Mapping[str, float],
) -> tuple[Reason, ...]:
    """Reasons by falling weight; ``speaks`` is how much each term raises the club above others.

    ``mine`` are the clubs the member is in. A term that raised the score but has no fact to show gives none.
    """
    found: list[Reason] = []
    for term in sorted((t for t in speaks if speaks[t] > 0.0), key=lambda t: -speaks[t]):
        reason = _reason(term, world, content, kinship, member, mine, club)
        if reason and reason not in found:
            found.append(reason)
    return tuple(found)


def _reason(
    term: str, world: World, content: Content, kinship: Kinship, member: Member, mine: Rows, club: int
) -> Reason | None:
    category = int(world.clubs["category"][club])
    if term in ("company", "odds"):
        return _similar_club(world, mine, club)
    if term == "text":
        return _shared_words(world, content, kinship, mine, club)
    if term == "category" and category >= 0 and category in world.clubs["category"][mine]:
        return Reason("topic", {"category": world.categories.names[category]})
    if term == "interest" and category in member.interests:
        return Reason("interest", {"category": world.categories.names[category]})
    if term == "keyword":
        return _keyword(world, member, club)
    if term == "region" and 0 <= member.region == world.clubs["region"][club]:
        return Reason("same_region", {"region": world.regions.names[member.region]})
    if term == "size" and world.clubs["size"][club] >= POPULAR:
        return Reason("popular_club", {"count": int(world.clubs["size"][club])})
    if term == "near":
        return _near_clubs(world, mine, club)
    return _near_home(world, member, club) if term == "home" else None


def _similar_club(world: World, mine: Rows, club: int) -> Reason | None:
    there = world.club_members[club].keys()
    shared = {row: len(there & world.club_members[row].keys()) for row in mine.tolist() if row != club}
    best = max(shared, key=lambda row: shared[row] / np.sqrt(len(world.club_members[row]) or 1), default=-1)
    if best < 0 or shared[best] < SHARED_MEMBERS:
        return None
    return Reason("similar_club", {"club": world.club_texts[best][0]})


def _shared_words(world: World, content: Content, kinship: Kinship, mine: Rows, club: int) -> Reason | None:
    """Tags of the club that a club of the member has too, else words; those that tell most first."""
    wanted = csr_array(kinship.vectors[[club]])
    own = np.asarray(kinship.vectors[mine].sum(axis=0)).ravel()
    names = content.vocabulary.names
    order = np.argsort(-(wanted.data * own[wanted.indices]), kind="stable")
    shared = [names[i] for i in wanted.indices[order] if own[i] > 0.0]
    as_written = {tag: shown for tag, shown in zip(tags_of(world, club), split_list(world.club_texts[club][2]))}
    words = [as_written[entry[1:]] for entry in shared if entry[0] == "t" and entry[1:] in as_written]
    words = words or [entry[1:] for entry in shared if entry[0] == "w"]
    return Reason("shared_tags", {"words": ", ".join(words[:SHOWN_WORDS])}) if words else None


def _keyword(world: World, member: Member, club: int) -> Reason | None:
    written = {token for text in world.club_texts[club] for token in tokens(text)}
    for keyword in member.keywords:
        cut = set(tokens(keyword))
        if cut and cut <= written:
            return Reason("keyword", {"word": keyword})
    return None


def _near_clubs(world: World, mine: Rows, club: int) -> Reason | None:
    placed = mine[(mine != club) & ~np.isnan(world.clubs["x"][mine])]
    if not len(placed) or np.isnan(world.clubs["x"][club]):
        return None
    km = float(kilometres(world, placed, np.array([club], np.int32)).min())
    return Reason("near_clubs", {"km": km}) if km <= NEAR_KM else None


def _near_home(world: World, member: Member, club: int) -> Reason | None:
    place = np.array([world.clubs[axis][club] for axis in "xyz"])
    km = EARTH_KM * float(np.sqrt(max(2.0 - 2.0 * float(member.home @ place), 0.0)))
    return Reason("near_home", {"km": km}) if km <= NEAR_KM else None
