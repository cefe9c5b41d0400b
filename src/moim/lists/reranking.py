"""From a ranking to a page: variety, not too much of one club, a chance for the new, exploration on the record.

The page is filled from the top. At each place stands the candidate with the best trade of score against likeness to
what stands above it (maximal marginal relevance, Carbonell and Goldstein, 1998) and against how far the page's
categories then are from the member's mix (calibration by the Kullback-Leibler divergence, Steck, 2018): who likes two
things is not shown the better one of them eight times. With probability ``explore`` it is
drawn instead from the rest of the pool, half evenly and half among clubs that have held little so far. The probability
of what was shown at its place, given what stood above, is returned with it: pages can be evaluated later without bias
(inverse propensity scoring).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moim.data.world import Floats, Floats32

NEW_CLUB_HELD = 3
"""A club that held at most this many activities counts as new when a chance is given."""


OPEN: Floats = np.empty(0)
"""The mix of one of whom nothing is known: any will do."""


@dataclass(frozen=True, slots=True)
class RerankSettings:
    """How a page is made.

    At most ``per_club`` of a club. ``variety`` in [0, 1] trades score for being unlike what is above, ``calibration``
    (0 or more) for the member's mix of categories; ``explore`` in [0, 1] is the chance of a draw.
    """

    per_club: int = 2
    variety: float = 0.2
    calibration: float = 0.5
    explore: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """What a page is chosen from.

    Attributes:
        scores: ``float32[n]``, log-odds of being chosen.
        clubs: ``int[n]``, the club of each.
        categories: ``int[n]``, the category of each, -1 for none.
        likeness: ``float32[n, n]`` in [0, 1], how alike two candidates are.
        held: ``int32[n]``, how many activities the club of each has held.
    """

    scores: Floats32
    clubs: NDArray[np.integer[Any]]
    categories: NDArray[np.integer[Any]]
    likeness: Floats32
    held: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Placed:
    """What stands at one place: its position in the pool, the chance it had of standing there, whether by a draw."""

    position: int
    propensity: float
    explored: bool


def rerank(pool: Pool, k: int, settings: RerankSettings, rng: np.random.Generator, mix: Floats = OPEN) -> list[Placed]:
    """Choose and order ``k`` of ``n`` candidates.

    Args:
        pool: what there is to choose from.
        k: how many are wanted; fewer are given when the pool gives no more.
        settings: how the page is made.
        rng: for exploration only; not touched when ``explore`` is 0.
        mix: ``float64[categories]``, summing to 1: the share of each the page should have.
    """
    scores, clubs, held = pool.scores, pool.clubs, pool.held
    if not len(scores):
        return []
    relevance = (scores - scores.max()) / (float(scores.std()) or 1.0)
    page: list[Placed] = []
    alike = np.zeros(len(scores), np.float32)
    taken = np.zeros(len(scores), np.bool_)
    shown: dict[int, int] = {}
    kinds = np.where(pool.categories < len(mix), pool.categories, -1)
    had = np.zeros(len(mix) + 1)  # of each category; the last is "none"
    while len(page) < min(k, len(scores)):
        full = np.array([shown.get(int(club), 0) >= settings.per_club for club in clubs])
        free = np.flatnonzero(~taken & ~full)
        if not len(free):
            free = np.flatnonzero(~taken)  # better more of one club than an empty place
        trade = (1.0 - settings.variety) * relevance[free] - settings.variety * 2.0 * alike[free]
        trade -= settings.calibration * _off(mix, had)[kinds[free]]
        best = int(np.argmax(trade))
        chances = _chances(best, held[free], settings.explore)
        pick = best if not settings.explore else int(rng.choice(len(free), p=chances))
        position = int(free[pick])
        page.append(Placed(position, float(chances[pick]), pick != best))
        taken[position] = True
        shown[int(clubs[position])] = shown.get(int(clubs[position]), 0) + 1
        had[kinds[position]] += 1
        alike = np.maximum(alike, pool.likeness[position])
    return page


def _off(mix: Floats, had: Floats) -> Floats:
    """How far from the mix a page is after one more of each category, ``float64[categories + 1]``, the last "none".

    KL(mix || page), the page's shares smoothed by a hundredth of the mix (Steck, 2018, eq. 7).
    """
    after = (had + np.eye(len(had)))[:, :-1] / (had.sum() + 1.0)
    wanted = mix > 0
    smooth = 0.99 * after[:, wanted] + 0.01 * mix[wanted]
    off: Floats = np.log(mix[wanted] / smooth) @ mix[wanted]
    return off


def _chances(best: int, held: NDArray[np.int32], explore: float) -> Floats:
    """The chance of each free candidate to be placed next."""
    chances = np.full(len(held), explore / 2 / len(held))
    new = held <= NEW_CLUB_HELD
    if new.any():
        chances[new] += explore / 2 / int(new.sum())
    else:
        chances += explore / 2 / len(held)
    chances[best] += 1.0 - explore
    return chances
