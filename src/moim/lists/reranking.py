"""Re-ranking: variety, few items of one club, the member's mix of categories, and logged exploration.

A list is filled from the top. Each place gets the candidate with the best trade-off between

* its score,
* its likeness to what is above it (maximal marginal relevance; Carbonell and Goldstein, 1998), and
* how far the list's categories would be from the member's mix (calibration by the Kullback-Leibler divergence; Steck,
  2018), so that someone who likes two things is not shown the better one of them eight times.

With probability ``explore`` the place is given by a draw instead: half of the draws are even over the rest of the pool,
half over clubs that have held little so far. The probability of each item at its place, given what is above it, is
returned and logged, so that lists can be evaluated later without bias (inverse propensity scoring).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moim.data.arrays import Floats
from moim.lists.pool import ANY_MIX, Pool

NEW_CLUB_HELD = 3
"""A club that has held at most this many activities counts as new in exploration. Set by hand."""
PENALTY = 2.0
"""What likeness 1 to an item above costs at ``variety`` 1, in standard deviations of the pool's scores. Set by hand."""


@dataclass(frozen=True, slots=True)
class RerankSettings:
    """How a list is re-ranked. What the defaults cost and bring is measured in ``benchmarks/exploration.md``.

    Attributes
    ----------
    per_club
        The most items of one club, while others are left.
    variety
        In [0, 1], how much being unlike what is above counts against the score.
    calibration
        0 or more, how much the member's mix of categories counts.
    explore
        In [0, 1], the probability that a place is given by a draw.
    """

    per_club: int = 2
    variety: float = 0.2
    calibration: float = 0.5
    explore: float = 0.0


@dataclass(frozen=True, slots=True)
class Placed:
    """What is put at one place of a list.

    Attributes
    ----------
    position
        Which candidate, by its position among them.
    propensity
        The probability that it was put there, given what is above.
    explored
        Whether it was put there by a draw.
    """

    position: int
    propensity: float
    explored: bool


def rerank(
    pool: Pool, k: int, settings: RerankSettings, rng: np.random.Generator, mix: Floats = ANY_MIX
) -> list[Placed]:
    """Choose and order ``k`` of ``n`` candidates.

    Parameters
    ----------
    pool
        The candidates.
    k
        How many are wanted; fewer are returned where the pool has fewer.
    settings
        How the list is re-ranked.
    rng
        For exploration only; not used where ``explore`` is 0.
    mix
        ``float64[categories]``, summing to 1: the share each category should have.
    """
    scores, clubs, held = pool.scores, pool.clubs, pool.held
    if not len(scores):
        return []
    relevance = (scores - scores.max()) / (float(scores.std()) or 1.0)
    placed: list[Placed] = []
    alike = np.zeros(len(scores), np.float32)
    taken = np.zeros(len(scores), np.bool_)
    of_club: dict[int, int] = {}
    categories = np.where(pool.categories < len(mix), pool.categories, -1)
    counts = np.zeros(len(mix) + 1)  # of each category; the last is "none"
    while len(placed) < min(k, len(scores)):
        full = np.array([of_club.get(int(club), 0) >= settings.per_club for club in clubs])
        free = np.flatnonzero(~taken & ~full)
        if not len(free):
            free = np.flatnonzero(~taken)  # better more of one club than an empty place
        trade = (1.0 - settings.variety) * relevance[free] - settings.variety * PENALTY * alike[free]
        trade -= settings.calibration * _divergence(mix, counts)[categories[free]]
        best = int(np.argmax(trade))
        chances = _chances(best, held[free], settings.explore)
        pick = best if not settings.explore else int(rng.choice(len(free), p=chances))
        position = int(free[pick])
        placed.append(Placed(position, float(chances[pick]), pick != best))
        taken[position] = True
        of_club[int(clubs[position])] = of_club.get(int(clubs[position]), 0) + 1
        counts[categories[position]] += 1
        alike = np.maximum(alike, pool.likeness[position])
    return placed


def _divergence(mix: Floats, counts: Floats) -> Floats:
    """How far a list is from the mix after one more of each category, ``float64[categories + 1]``; the last is "none".

    KL(mix || list), the list's shares smoothed by a hundredth of the mix (Steck, 2018, eq. 7).
    """
    after = (counts + np.eye(len(counts)))[:, :-1] / (counts.sum() + 1.0)
    wanted = mix > 0
    smooth = 0.99 * after[:, wanted] + 0.01 * mix[wanted]
    off: Floats = np.log(mix[wanted] / smooth) @ mix[wanted]
    return off


def _chances(best: int, held: NDArray[np.int32], explore: float) -> Floats:
    """The probability of each free candidate to be placed next, ``float64[n]``, summing to 1."""
    chances = np.full(len(held), explore / 2 / len(held))
    new = held <= NEW_CLUB_HELD
    if new.any():
        chances[new] += explore / 2 / int(new.sum())
    else:
        chances += explore / 2 / len(held)
    chances[best] += 1.0 - explore
    return chances
