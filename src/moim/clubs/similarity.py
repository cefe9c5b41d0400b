"""Which clubs go together: as their members show, and for clubs without members, as clubs of their kind do.

With ``G[i, j]`` members in both clubs and ``n`` their sizes, two readings of the same counts::

    company(i, j) = G[i, j] / sqrt(n_i n_j)                            how many go to both
    odds(i, j)    = log((G[i, j] + 1/2) / (n_i n_j / M + 1/2))         how many more than by chance, of M members

For a club nobody is in yet, its column is predicted by kernel ridge regression over the clubs with members, with::

    k(i, j) = <v_i, v_j> (1/2 + exp(-km(i, j) / 15))                   words (content.py), more so when close by

    column(j) = Y (K + I)^-1 k(., j)

Left-one-out predictions, for learning how much to trust them, are exact and free (Allen's PRESS residual)::

    Y_-j[:, j] = Y[:, j] - (Y (K + I)^-1)[:, j] / ((K + I)^-1)[j, j]

As a club finds members its own record takes over: ``warmth = n / (n + 20)`` of it, the rest predicted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_array, vstack

from moim.clubs.content import Content, by_relevance, scaled
from moim.data.geo import EARTH_KM
from moim.data.world import Floats, Floats32, Rows, World

NEAR_KM = 15.0
BY_WORDS_ALONE = 0.5
RIDGE = 1.0
TRUSTED_SIZE = 20.0

# Distances where places are not known, by what the regions say.
SAME_REGION_KM, OTHER_REGION_KM, UNKNOWN_KM = 5.0, 30.0, 15.0


@dataclass(slots=True)
class ClubSimilarity:
    """How source clubs (those with members) relate to all clubs.

    ``sources`` are rows; ``company``, ``odds`` and ``text`` are ``float32[sources, clubs]``, the first two blended by
    ``warmth``; ``size`` is ``float32[clubs]``, log(1 + members) seen or predicted; ``company_dual``, ``odds_dual``
    (``[sources, sources]``) and ``size_dual`` give the columns of clubs that are put later; ``vectors`` are the words
    of all clubs and ``factors`` their relevance.
    """

    sources: Rows
    company: Floats32
    odds: Floats32
    text: Floats32
    size: Floats32
    warmth: Floats32
    company_dual: Floats32
    odds_dual: Floats32
    size_dual: Floats32
    odds_mean: float
    size_mean: float
    vectors: csr_array
    factors: Floats32

    @classmethod
    def fit(
        cls, world: World, words: csr_array, members: csr_array, sources: Rows, cold: NDArray[np.bool_] | None = None
    ) -> ClubSimilarity:
        """Learn from who is where.

        Args:
            world: the clubs.
            words: what is written about them, :meth:`moim.clubs.content.Content.vectors` of all.
            members: who is in which club, ones, ``[members, clubs]``.
            sources: the clubs to learn from.
            cold: those of them (a mask) whose own column is to be the left-one-out prediction, as if without members.
        """
        inside = members[:, sources]
        gram = (inside.T @ inside).toarray().astype(np.float32)
        sizes = np.maximum(gram.diagonal(), 1.0)
        chance = np.outer(sizes, sizes)
        company = gram / np.sqrt(chance)
        np.fill_diagonal(company, 1.0)  # a club goes with its like; 0 would teach the ridge the contrary
        odds = np.log((gram + 0.5) / (chance / max(inside.shape[0], 1) + 0.5))
        odds_mean = _off_diagonal_mean(odds)
        odds -= odds_mean
        np.fill_diagonal(odds, np.median(odds.diagonal()) if len(odds) else 0.0)
        log_size = np.log1p(gram.diagonal())
        size_mean = float(log_size.mean()) if len(log_size) else 0.0

        everyone = np.arange(len(world.clubs), dtype=np.int32)
        factors = by_relevance(words[sources], company)
        words = scaled(words, factors)
        text = (words[sources] @ words.T).toarray()
        kernel = _kernel(world, sources, everyone, text)
        duals, diagonal = _duals(kernel[:, sources], np.vstack([company, odds, (log_size - size_mean)[None]]))

        predicted = duals @ kernel
        seen = np.vstack([company, odds, (log_size - size_mean)[None]])
        predicted[:, sources] = seen - duals / diagonal
        warmth = np.zeros(len(world.clubs), np.float32)
        warm_size = gram.diagonal() if cold is None else np.where(cold, 0.0, gram.diagonal())
        warmth[sources] = warm_size / (warm_size + TRUSTED_SIZE)
        predicted[:, sources] += warmth[sources] * (seen - predicted[:, sources])
        count = len(sources)
        return cls(
            sources=sources,
            company=predicted[:count],
            odds=predicted[count : 2 * count],
            text=text.astype(np.float32),
            size=predicted[-1] + np.float32(size_mean),
            warmth=warmth,
            company_dual=duals[:count],
            odds_dual=duals[count : 2 * count],
            size_dual=duals[-1],
            odds_mean=odds_mean,
            size_mean=size_mean,
            vectors=words,
            factors=factors,
        )

    def extend(self, world: World, content: Content) -> None:
        """Take in the clubs that were put since: all of theirs is predicted."""
        new = np.arange(self.company.shape[1], len(world.clubs), dtype=np.int32)
        if not len(new):
            return
        words = scaled(content.vectors(world, new), self.factors)
        text = (self.vectors[self.sources] @ words.T).toarray()
        kernel = _kernel(world, self.sources, new, text)
        self.company = np.hstack([self.company, self.company_dual @ kernel])
        self.odds = np.hstack([self.odds, self.odds_dual @ kernel])
        self.text = np.hstack([self.text, text.astype(np.float32)])
        self.vectors = csr_array(vstack([self.vectors, words]))
        self.size = np.append(self.size, self.size_dual @ kernel + np.float32(self.size_mean))
        self.warmth = np.append(self.warmth, np.zeros(len(new), np.float32))


def kilometres(world: World, rows: Rows, others: Rows) -> Floats32:
    """Distances between clubs, ``float32[rows, others]``; a guess by their regions where places are not known."""
    c = world.clubs
    places = np.stack([c["x"], c["y"], c["z"]], axis=1)
    km = chords(places[rows], places[others])
    unknown = np.isnan(km)
    if unknown.any():
        one, other = c["region"][rows][:, None], c["region"][others][None]
        guess = np.where((one < 0) | (other < 0), UNKNOWN_KM, np.where(one == other, SAME_REGION_KM, OTHER_REGION_KM))
        km = np.where(unknown, guess, km).astype(np.float32)
    return km


def chords(places: Floats | Floats32, others: Floats | Floats32) -> Floats32:
    """Kilometres between points on the unit sphere, straight through (0.1 % less than along it at 1,000 km).

    Through differences and in double precision: ``2 - 2 <a, b>`` in single precision is off by kilometres.
    """
    a, b = places.astype(np.float64), others.astype(np.float64)
    square = (a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1)[None] - 2.0 * (a @ b.T)
    km: Floats32 = (EARTH_KM * np.sqrt(np.maximum(square, 0.0))).astype(np.float32)
    return km


def _kernel(world: World, rows: Rows, others: Rows, text: Floats32) -> Floats32:
    near = np.exp(-kilometres(world, rows, others) / np.float32(NEAR_KM))
    kernel: Floats32 = text * (np.float32(BY_WORDS_ALONE) + near)
    return kernel


def _duals(kernel: Floats32, seen: Floats32) -> tuple[Floats32, Floats32]:
    """``seen (K + I)^-1`` and the diagonal of the inverse."""
    if not len(kernel):
        return seen, np.zeros(0, np.float32)
    factor = cho_factor(kernel.astype(np.float64) + RIDGE * np.eye(len(kernel)), lower=True)
    inverse: Floats = cho_solve(factor, np.eye(len(kernel)))
    return seen @ inverse.astype(np.float32), inverse.diagonal().astype(np.float32)


def _off_diagonal_mean(matrix: Floats32) -> float:
    pairs = len(matrix) * (len(matrix) - 1)
    return float((matrix.sum() - np.trace(matrix)) / pairs) if pairs else 0.0
