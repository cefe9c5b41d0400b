"""Ranking metrics that treat ties exactly.

If several candidates have the same score, every order of them counts as equally likely; each metric is its expected
value over those orders, in closed form (McSherry and Najork 2008). Only the positions of the relevant items are needed
(:class:`Standings`), so thousands of rankings are measured in a few array operations.

Let ``a`` candidates score above a relevant item and ``m`` tie with it (itself included), of which ``r`` and ``c`` are
relevant. The item is equally likely at each of the positions ``a .. a + m - 1`` (counted from 0), and if it is at
``a + j``, the expected number of relevant items up to and including it is ``r + 1 + j (c - 1) / (m - 1)``:

* nDCG@k = sum of E[1 / log2(2 + position); position < k] / the best DCG@k (Järvelin and Kekäläinen 2002),
* recall@k = P(position < k), averaged over the relevant items,
* MAP@k = sum of E[(relevant up to there) / (position + 1); position < k] / all relevant items (as trec_eval's map_cut),
* MRR@k = E[1 / (1 + position of the first relevant item); position < k].
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moim.data.arrays import Floats, Floats32

CUTOFFS = (5, 10, 20)
"""The values of k; set by hand."""
KINDS = ("ndcg", "recall", "map", "mrr")
METRICS = tuple(f"{kind}@{k}" for kind in KINDS for k in CUTOFFS)
"""The names of the columns of :func:`measure`."""

Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Standings:
    """The positions of relevant items; arrays of equal length, one entry for each relevant item of each ranking.

    ``ranking`` numbers the rankings; ``above`` and ``tied`` count candidates, ``relevant_above`` and ``relevant_tied``
    the relevant ones among them. An item counts as part of its own tie.
    """

    ranking: Ints
    above: Ints
    tied: Ints
    relevant_above: Ints
    relevant_tied: Ints

    @classmethod
    def of(cls, scores: Floats | Floats32, relevant: NDArray[np.bool_]) -> Standings:
        """Find the relevant candidates in each ranking.

        Parameters
        ----------
        scores
            ``float[rankings, n]``, none of them ``nan``.
        relevant
            ``bool[rankings, n]``.
        """
        ranking, item = np.nonzero(relevant)
        own = scores[ranking, item][:, None]
        higher, equal = scores[ranking] > own, scores[ranking] == own
        wanted = relevant[ranking]
        counts = higher.sum(1), equal.sum(1), (higher & wanted).sum(1), (equal & wanted).sum(1)
        return cls(*(column.astype(np.int32) for column in (ranking, *counts)))

    @classmethod
    def concatenate(cls, parts: Sequence[Standings], rankings: Sequence[int]) -> Standings:
        """Concatenate parts; ``rankings`` is the number of rankings in each part."""
        first = np.cumsum([0, *rankings])
        columns = [[part.ranking + offset for part, offset in zip(parts, first, strict=False)]]
        columns += [[getattr(part, name) for part in parts] for name in cls.__slots__[1:]]
        return cls(*(np.concatenate([np.zeros(0, np.int32), *column]).astype(np.int32) for column in columns))


def measure(standings: Standings, rankings: int) -> Floats:
    """Compute every metric of every ranking.

    Parameters
    ----------
    standings
        Positions of the relevant items.
    rankings
        Number of rankings.

    Returns
    -------
    Floats
        ``float64[rankings, len(METRICS)]``; 0 for a ranking without a relevant item.
    """
    s = standings
    relevant = np.bincount(s.ranking, minlength=rankings)
    columns = {}
    for k in CUTOFFS:
        columns["ndcg", k] = _ndcg(s, relevant, k)
        columns["recall", k] = _recall(s, relevant, k)
        columns["map", k] = _average_precision(s, relevant, k)
        columns["mrr", k] = _reciprocal_rank(s, rankings, k)
    return np.stack([columns[kind, k] for kind in KINDS for k in CUTOFFS], axis=1)


def _within(s: Standings, k: int) -> tuple[Ints, Ints]:
    """The part of each tie within the first ``k`` positions: first, and one past the last."""
    return np.minimum(s.above, k), np.minimum(s.above + s.tied, k)


def _per_ranking(s: Standings, values: Floats, relevant: NDArray[np.int64]) -> Floats:
    return np.bincount(s.ranking, values, len(relevant)).astype(np.float64)


def _ndcg(s: Standings, relevant: NDArray[np.int64], k: int) -> Floats:
    gains = np.concatenate([[0.0], np.cumsum(1.0 / np.log2(np.arange(2, k + 2)))])
    first, end = _within(s, k)
    found = _per_ranking(s, (gains[end] - gains[first]) / s.tied, relevant)
    return np.asarray(found / gains[np.clip(relevant, 1, k)], np.float64)


def _recall(s: Standings, relevant: NDArray[np.int64], k: int) -> Floats:
    first, end = _within(s, k)
    return _per_ranking(s, (end - first) / s.tied, relevant) / np.maximum(relevant, 1.0)


def _average_precision(s: Standings, relevant: NDArray[np.int64], k: int) -> Floats:
    harmonic = _harmonic(k)
    first, end = _within(s, k)
    slope = (s.relevant_tied - 1) / np.maximum(s.tied - 1, 1)
    constant = s.relevant_above + 1 - (s.above + 1) * slope
    found = (constant * (harmonic[end] - harmonic[first]) + slope * (end - first)) / s.tied
    return _per_ranking(s, found, relevant) / np.maximum(relevant, 1.0)


def _reciprocal_rank(s: Standings, rankings: int, k: int) -> Floats:
    """Only the tie with the first relevant item counts: P(first at a + j) = C(m - j - 1, c - 1) / C(m, c)."""
    result = np.zeros(rankings)
    _, one_each = np.unique(s.ranking[s.relevant_above == 0], return_index=True)
    top = np.flatnonzero(s.relevant_above == 0)[one_each]
    above, tied, among = s.above[top], s.tied[top], s.relevant_tied[top]
    chance = among / tied
    for j in range(k):
        reached = (above + j < k) & (j <= tied - among)
        if not reached.any():
            break
        result[s.ranking[top]] += np.where(reached, chance / (above + j + 1), 0.0)
        chance = chance * np.maximum(tied - among - j, 0) / np.maximum(tied - j - 1, 1)
    return result


def _harmonic(k: int) -> Floats:
    """``[0, 1, 1 + 1/2, ...]``, k + 1 numbers."""
    return np.concatenate([[0.0], np.cumsum(1.0 / np.arange(1, k + 1))])
