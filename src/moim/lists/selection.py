"""Choosing from scored candidates: what a member may be given, the best first, and what is like what."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from moim.data.world import Floats, Floats32, Rows, World
from moim.explain.reason import Reason
from moim.features import Candidates, Member
from moim.features.context import FeatureContext
from moim.features.place import log_kilometres
from moim.features.topic import STRENGTH, Topic
from moim.lists.reranking import OPEN, Pool

Bools = NDArray[np.bool_]
Confirm = Callable[[list[str]], Collection[str]]
"""Asked with ids, best first, for those of them that may be shown."""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One place of a list: what stands there and why.

    ``rank`` counts from 1; scores compare within a list only. ``propensity`` is the chance the item had of standing at
    its place given those above, ``explored`` whether it came there by a draw. ``logged`` are the features the score
    was made of (:mod:`moim.ranking.logged_features`), where weights made it.
    """

    item_id: str
    rank: int
    score: float
    propensity: float
    explored: bool
    reasons: tuple[Reason, ...]
    logged: bytes | None = field(default=None, compare=False, repr=False)


def among(world: World, rows: Rows, ids: Iterable[str]) -> Bools:
    """Which of the activities have one of these ids, ``bool[n]``."""
    known = [row for row in map(world.activity_ids.get, ids) if row >= 0]
    return np.isin(rows, np.array(known, np.int32))


def free_to_join(world: World, rows: Rows, member: Member, exclude: Collection[str] = ()) -> Bools:
    """Which of the activities a member could be given: not joined, not declined, not excluded, ``bool[n]``.

    What was declined is asked of the member's state alone: unlike the world, it can take a decline back.
    """
    gone = np.zeros(len(world.activities), np.bool_)
    gone[member.joined] = True
    gone[member.refused] = True
    if member.row >= 0:
        gone[list(world.joined[member.row])] = True
    gone[[row for row in map(world.activity_ids.get, exclude) if row >= 0]] = True
    free: Bools = ~gone[rows]
    return free


def pool_of(gathered: Candidates, scores: Floats32, positions: NDArray[np.intp]) -> Pool:
    """Some of the candidates as what a page is chosen from."""
    clubs = gathered.club[positions]
    held = gathered.world.clubs["held"][clubs]
    return Pool(scores[positions], clubs, gathered.category[positions], alike(gathered, positions), held)


def alike(gathered: Candidates, positions: NDArray[np.intp]) -> Floats32:
    """How alike candidates are to one another, ``float32[p, p]`` in [0, 1]: by words, by category, by club."""
    words = gathered.words[positions]
    club, category = gathered.club[positions], gathered.category[positions]
    likeness = np.clip((words @ words.T).toarray(), 0.0, 1.0)
    likeness = np.maximum(likeness, 0.3 * (category[:, None] == category))
    likeness = np.maximum(likeness, 0.7 * (club[:, None] == club))
    return np.asarray(likeness, np.float32)


def mix_of(member: Member, candidates: Candidates) -> Floats:
    """The share each category has of what a member likes, ``float64[categories]``; empty where nothing is known.

    What they chose and what they went to, smoothed to everyone's mix as in :class:`moim.features.topic.Topic`.
    """
    share = candidates.category_share[:-1]
    categories = candidates.world.activities["category"][member.past] % (len(share) + 1)
    own = np.bincount(categories, member.decayed(Topic.half_life), len(share) + 1)[:-1].astype(np.float64)
    own[[category for category in member.interests if category < len(own)]] += 1.0
    if not own.any():
        return OPEN
    mix: Floats = (own + STRENGTH * share / share.sum()) / (own.sum() + STRENGTH)
    return mix


def likeness_to(context: FeatureContext, row: int, candidates: Candidates) -> Floats32:
    """How alike candidates are to one activity, ``float32[n]``: words, then category, club, place and people."""
    world = context.world
    context.texts.advance(candidates.at)
    words = candidates.words
    scores = (words @ context.texts.sum([row], [1.0])[: words.shape[1]]).astype(np.float32)
    a = world.activities
    scores += 0.25 * (candidates.category == a["category"][row])
    scores += 0.15 * (candidates.club == a["club"][row])
    here = np.array([a["x"][row], a["y"][row], a["z"][row]])
    if not np.isnan(here[0]):
        scores -= 0.08 * log_kilometres(candidates, candidates.square_chords(here[None])[0])
    _, shared = candidates.goes_to(np.array([*world.participants[row]], np.intp))
    scores += 0.15 * np.log1p(np.bincount(shared, minlength=len(candidates))).astype(np.float32)
    return scores


def best_first(scores: Floats32, allowed: Bools) -> NDArray[np.intp]:
    """Positions of the allowed by falling score; equal scores in an order that no file decides."""
    positions = np.flatnonzero(allowed)
    falling = -scores[positions]
    order = np.argsort(falling)
    ties = np.flatnonzero(falling[order[1:]] == falling[order[:-1]])
    if len(ties):
        lots = np.random.default_rng(len(positions)).random(len(positions))
        places = np.union1d(ties, ties + 1)
        tied = order[places]
        order[places] = tied[np.lexsort((lots[tied], falling[tied]))]
    return positions[order]


def confirmed(order: NDArray[np.intp], name: Callable[[int], str], confirm: Confirm | None, wanted: int) -> list[int]:
    """The first ``wanted`` of the order that the platform lets through, asked for in as few questions as it takes."""
    if confirm is None:
        return [int(position) for position in order[:wanted]]
    kept: list[int] = []
    for start in range(0, len(order), wanted):
        part = order[start : start + wanted].tolist()
        allowed = confirm([name(position) for position in part])
        kept.extend(position for position in part if name(position) in allowed)
        if len(kept) * 2 >= wanted or len(part) < wanted:
            break
    return kept[:wanted]
