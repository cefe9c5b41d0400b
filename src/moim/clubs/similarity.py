"""How similar clubs are: by their members, and for clubs without members, as predicted from their words and places.

With ``G[i, j]`` the members in both clubs, ``n`` the sizes of clubs and ``M`` the number of all members::

    cosine(i, j)   = G[i, j] / sqrt(n_i n_j)                           the cosine of two columns of memberships
    log_lift(i, j) = log((G[i, j] + 1/2) / (n_i n_j / M + 1/2))        shared members against those expected by chance

For a club nobody is in yet, its column is predicted by kernel ridge regression over the clubs with members::

    k(i, j)   = <v_i, v_j> (1/2 + exp(-km(i, j) / 15))                 words (content.py), more so when close by
    column(j) = Y (K + I)^-1 k(., j)

where ``Y`` are the columns of the clubs with members and ``K`` their kernel. What a club's own column would be
predicted as if it had no members, needed to learn how far predictions can be trusted, follows without fitting again
(Allen's PRESS residual; Allen, 1974)::

    Y_-j[:, j] = Y[:, j] - (Y (K + I)^-1)[:, j] / ((K + I)^-1)[j, j]

A club's column is a mixture: ``credibility = n / (n + 20)`` of its own counts, the rest predicted. This is the
credibility factor of Bühlmann (1967).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_array, vstack

from moim.clubs.content import Content, by_relevance, scaled
from moim.data.arrays import Floats, Floats32, Rows
from moim.data.geo import EARTH_KM
from moim.data.world import World

NEAR_KM = 15.0
"""Distance at which nearness has fallen to 1/e. Phoenix, the newest fifth of the clubs cold: nDCG@20 .3434 with 5,
.3477 with 15, .3451 with 50."""
WORDS_ALONE = 0.5
"""What similar words count for clubs far from each other; for clubs at one place they count this and 1. Phoenix:
nDCG@20 .3445 with 0.2, .3477 with 0.5, .3454 with 1."""
RIDGE = 1.0
"""The ridge added to the kernel's diagonal. Phoenix: nDCG@20 .3427 with 0.3, .3477 with 1, .3443 with 3."""
HALF_CREDIBLE_SIZE = 20.0
"""Members at which half of a club's similarities come from its own counts. Set by hand (Phoenix, whose measured clubs
are all cold: nDCG@20 .3475 with 5, .3477 with 20, .3486 with 80)."""

SAME_REGION_KM, OTHER_REGION_KM, UNKNOWN_KM = 5.0, 30.0, 15.0
"""Distances assumed where the place of a club is not known: in one region, in two, and where a region is not known.
Set by hand, for regions of a city's size."""


@dataclass(slots=True)
class ClubSimilarity:
    """How similar the source clubs (those with members that are counted) are to all clubs.

    Attributes
    ----------
    sources
        Rows of the source clubs, ascending.
    cosine
        ``float32[sources, clubs]``, counted and predicted columns mixed by ``credibility``.
    log_lift
        Likewise, less the mean over pairs of source clubs.
    text
        Similarity of words, ``float32[sources, clubs]``.
    log_size
        Log(1 + members), counted and predicted mixed likewise, ``float32[clubs]``.
    credibility
        Share of a club's own counts, ``float32[clubs]`` in [0, 1); 0 for clubs without members.
    cosine_dual
        Dual coefficients of the ridge regression, ``float32[sources, sources]``; they predict the columns of clubs
        added later.
    log_lift_dual
        Likewise.
    size_dual
        Likewise, ``float32[sources]``.
    log_lift_mean
        The mean that was taken off.
    size_mean
        Mean of log(1 + members) of the source clubs.
    vectors
        Words of all clubs, ``float32[clubs, vocabulary]``, of length 1.
    relevance
        Factor of each word (:func:`moim.clubs.content.by_relevance`).
    """

    sources: Rows
    cosine: Floats32
    log_lift: Floats32
    text: Floats32
    log_size: Floats32
    credibility: Floats32
    cosine_dual: Floats32
    log_lift_dual: Floats32
    size_dual: Floats32
    log_lift_mean: float
    size_mean: float
    vectors: csr_array
    relevance: Floats32

    @classmethod
    def fit(
        cls, world: World, words: csr_array, members: csr_array, sources: Rows, cold: NDArray[np.bool_] | None = None
    ) -> ClubSimilarity:
        """Count shared members and fit the ridge regression.

        Parameters
        ----------
        world
            The clubs.
        words
            What is written about all of them, :meth:`moim.clubs.content.Content.vectors`.
        members
            Who is in which club, ones, ``[members, clubs]``.
        sources
            Rows of the clubs to count.
        cold
            Which of the sources are to be treated as if without members, ``bool[sources]``: their own column is the
            leave-one-out prediction.
        """
        cosine, log_lift, size = _counted(members[:, sources])
        log_lift_mean = _off_diagonal_mean(log_lift)
        log_lift -= log_lift_mean
        np.fill_diagonal(log_lift, np.median(log_lift.diagonal()) if len(log_lift) else 0.0)
        log_size = np.log1p(size)
        size_mean = float(log_size.mean()) if len(log_size) else 0.0

        everyone = np.arange(len(world.clubs), dtype=np.int32)
        relevance = by_relevance(words[sources], cosine)
        words = scaled(words, relevance)
        text = (words[sources] @ words.T).toarray()
        kernel = _kernel(world, sources, everyone, text)
        counted = np.vstack([cosine, log_lift, (log_size - size_mean)[None]])
        duals, diagonal = _dual_coefficients(kernel[:, sources], counted)

        mixed = duals @ kernel
        mixed[:, sources] = counted - duals / diagonal
        credibility = np.zeros(len(world.clubs), np.float32)
        own_size = size if cold is None else np.where(cold, 0.0, size)
        credibility[sources] = own_size / (own_size + HALF_CREDIBLE_SIZE)
        mixed[:, sources] += credibility[sources] * (counted - mixed[:, sources])
        count = len(sources)
        return cls(
            sources=sources,
            cosine=mixed[:count],
            log_lift=mixed[count : 2 * count],
            text=text.astype(np.float32),
            log_size=mixed[-1] + np.float32(size_mean),
            credibility=credibility,
            cosine_dual=duals[:count],
            log_lift_dual=duals[count : 2 * count],
            size_dual=duals[-1],
            log_lift_mean=log_lift_mean,
            size_mean=size_mean,
            vectors=words,
            relevance=relevance,
        )

    def extend(self, world: World, content: Content) -> None:
        """Add the clubs that the world has got since; everything of theirs is predicted."""
        new = np.arange(self.cosine.shape[1], len(world.clubs), dtype=np.int32)
        if not len(new):
            return
        words = scaled(content.vectors(world, new), self.relevance)
        text = (self.vectors[self.sources] @ words.T).toarray()
        kernel = _kernel(world, self.sources, new, text)
        self.cosine = np.hstack([self.cosine, self.cosine_dual @ kernel])
        self.log_lift = np.hstack([self.log_lift, self.log_lift_dual @ kernel])
        self.text = np.hstack([self.text, text.astype(np.float32)])
        self.vectors = csr_array(vstack([self.vectors, words]))
        self.log_size = np.append(self.log_size, self.size_dual @ kernel + np.float32(self.size_mean))
        self.credibility = np.append(self.credibility, np.zeros(len(new), np.float32))


def _counted(members: csr_array) -> tuple[Floats32, Floats32, Floats32]:
    """Cosine and log lift of all pairs of clubs, and the clubs' sizes, from who is in which, ``[members, clubs]``."""
    shared = (members.T @ members).toarray().astype(np.float32)
    size = shared.diagonal().copy()
    product = np.outer(np.maximum(size, 1.0), np.maximum(size, 1.0))
    cosine = shared / np.sqrt(product)
    np.fill_diagonal(cosine, 1.0)  # a club without members is like itself, too; 0 would teach the ridge the opposite
    log_lift = np.log((shared + 0.5) / (product / max(members.shape[0], 1) + 0.5))
    return cosine, log_lift, size


def kilometres(world: World, rows: Rows, others: Rows) -> Floats32:
    """Distances between clubs, ``float32[rows, others]``; assumed by their regions where places are not known."""
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
    """Kilometres between points on the unit sphere (``[n, 3]`` and ``[m, 3]``), ``float32[n, m]``.

    In a straight line, which is 0.1 % shorter than along the surface at 1,000 km. In double precision, because the
    squares cancel: single precision is off by kilometres.
    """
    a, b = places.astype(np.float64), others.astype(np.float64)
    square = (a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1)[None] - 2.0 * (a @ b.T)
    km: Floats32 = (EARTH_KM * np.sqrt(np.maximum(square, 0.0))).astype(np.float32)
    return km


def _kernel(world: World, rows: Rows, others: Rows, text: Floats32) -> Floats32:
    """``k(i, j)`` of the module's text, ``float32[rows, others]``, from the similarity of words ``text``."""
    near = np.exp(-kilometres(world, rows, others) / np.float32(NEAR_KM))
    kernel: Floats32 = text * (np.float32(WORDS_ALONE) + near)
    return kernel


def _dual_coefficients(kernel: Floats32, counted: Floats32) -> tuple[Floats32, Floats32]:
    """``counted (K + I)^-1`` and the diagonal of the inverse."""
    if not len(kernel):
        return counted, np.zeros(0, np.float32)
    factor = cho_factor(kernel.astype(np.float64) + RIDGE * np.eye(len(kernel)), lower=True)
    inverse: Floats = cho_solve(factor, np.eye(len(kernel)))
    return counted @ inverse.astype(np.float32), inverse.diagonal().astype(np.float32)


def _off_diagonal_mean(matrix: Floats32) -> float:
    pairs = len(matrix) * (len(matrix) - 1)
    return float((matrix.sum() - np.trace(matrix)) / pairs) if pairs else 0.0
