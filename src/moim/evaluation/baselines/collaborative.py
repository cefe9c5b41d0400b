"""Collaborative filtering: item-kNN, EASE, implicit ALS and BPR, bridged to activities nobody has joined yet.

What is to be ranked is new, so a matrix of members and activities says little about it. Each method therefore scores
the activities *of the past* for the member, and a candidate takes over the scores of the past activities most like it
by text, place and club (cosine of TF-IDF, the nearest twenty). Where ``n`` people have joined the candidate itself, its
own score counts ``n / (n + 5)`` and the bridge the rest. Models are fitted anew every fortnight (EASE, the dearest,
every four weeks); the member's own row is live. Ties, so all for a member without a past: own clubs, the most joined,
the newest.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, csr_matrix

from moim.data.arrays import Floats, Floats32, Rows
from moim.data.times import DAY
from moim.data.world import World
from moim.evaluation.baselines.base import Batch
from moim.evaluation.baselines.content import Texts, prior

NEIGHBOURS = 20
OWN_AFTER = 5.0


class Past:
    """Who joined what until a fit, and which of it each candidate is like."""

    def __init__(self, world: World, texts: Texts, at: float) -> None:
        self.world, self.at = world, at
        self.items = np.array([row for row, there in enumerate(world.participants) if there], np.int32)
        self.position = {row: place for place, row in enumerate(self.items.tolist())}
        members = sorted({member for row in self.items.tolist() for member in world.participants[row]})
        self.user = {member: place for place, member in enumerate(members)}
        pairs = [(self.user[m], place) for row, place in self.position.items() for m in world.participants[row]]
        users, items = np.array(pairs, np.int32).reshape(-1, 2).T
        shape = len(members), len(self.items)
        self.matrix = csr_matrix((np.ones(len(pairs), np.float32), (users, items)), shape)
        self._texts = texts.at(world, at)
        self._vectors = self._texts.matrix(self.items, at)
        self._bridges: dict[int, tuple[NDArray[np.int64], Floats32]] = {}

    def row(self, member: int) -> NDArray[np.int64]:
        """The member's items as they are now."""
        return np.array([self.position[row] for row in self.world.joined[member] if row in self.position], np.int64)

    def bridged(self, scores: Floats32, candidates: Rows, at: float) -> Floats:
        """From scores of the past items, ``float[items]``, to scores of candidates."""
        self._bridge(candidates, at)
        near = np.stack([self._bridges[row][0] for row in candidates.tolist()])
        share = np.stack([self._bridges[row][1] for row in candidates.tolist()])
        return np.asarray((scores[near] * share).sum(1), np.float64)

    def _bridge(self, candidates: Rows, at: float) -> None:
        new = np.array([row for row in candidates.tolist() if row not in self._bridges], np.int32)
        if not len(new):
            return
        vectors = self._texts.matrix(new, at)
        width = min(vectors.shape[1], self._vectors.shape[1])  # words that came after the fit match nothing
        alike = (vectors[:, :width] @ self._vectors[:, :width].T).toarray()
        for row, cosines in zip(new.tolist(), alike, strict=True):
            own = self.position.get(row, -1)
            if own >= 0:
                cosines[own] = 0.0
            near = np.argsort(-cosines, kind="stable")[: NEIGHBOURS - 1]
            share = cosines[near] / max(float(cosines[near].sum()), 1e-9)
            joins = self.matrix[:, [own]].sum() if own >= 0 else 0.0
            trust = joins / (joins + OWN_AFTER)
            self._bridges[row] = np.append(near, own), np.append(share * (1 - trust), trust).astype(np.float32)


class Pasts:
    """The past at the last fit, shared by the methods that are fitted at the same time."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._past: Past | None = None

    def at(self, world: World, at: float) -> Past:
        """The past as it is at ``at``."""
        if self._past is None or self._past.world is not world or self._past.at != at:
            self._past = Past(world, self._texts, at)
        return self._past


class Collaborative(Batch):
    """The way from a method's scores of past activities to candidates."""

    def __init__(self, pasts: Pasts) -> None:
        self._pasts = pasts

    def fit(self, at: float) -> None:
        """Fit on all joins so far."""
        self.past = self._pasts.at(self.world, at)
        if len(self.past.items):
            self.fit_matrix(self.past.matrix)

    def score(self, member: int, candidates: Rows, at: float) -> Floats:
        """Bridged scores."""
        self.fresh(at)
        own, ties = self.past.row(member), prior(self.world, member, candidates)
        if not len(own):
            return ties
        return self.past.bridged(self.score_items(member, own), candidates, at) + ties

    def fit_matrix(self, matrix: csr_matrix) -> None:
        """Fit on ``float32[users, items]`` of ones."""
        raise NotImplementedError

    def score_items(self, member: int, own: NDArray[np.int64]) -> Floats32:
        """Scores of all items for a member whose items are ``own``, ``float[items]``."""
        raise NotImplementedError


class ItemKnn(Collaborative):
    """Cosine of the sets of participants, summed over what the member joined (all neighbours)."""

    name = "item_knn"

    def fit_matrix(self, matrix: csr_matrix) -> None:
        """Normalise the columns."""
        lengths = np.sqrt(np.asarray(matrix.sum(0)).ravel())
        self._columns = csr_array(matrix.multiply(1.0 / lengths)).astype(np.float32)
        self._rows = csr_array(self._columns.T)

    def score_items(self, member: int, own: NDArray[np.int64]) -> Floats32:
        """Sum of cosines."""
        mine = np.zeros(self._columns.shape[1], np.float32)
        mine[own] = 1.0
        return np.asarray(self._rows @ (self._columns @ mine))


class Ease(Collaborative):
    """Steck 2019: the ridge regression of each item on all others, in closed form; what was joined scores 1 more."""

    name = "ease"
    refit_every = 28 * DAY
    regularisation = 20.0

    def fit_matrix(self, matrix: csr_matrix) -> None:
        """Invert the Gram matrix."""
        gram = (matrix.T @ matrix).toarray().astype(np.float64)
        gram[np.diag_indices_from(gram)] += self.regularisation
        inverse = np.linalg.inv(gram)
        weights = inverse / -np.diag(inverse)
        np.fill_diagonal(weights, 1.0)
        self._weights = weights.astype(np.float32)

    def score_items(self, member: int, own: NDArray[np.int64]) -> Floats32:
        """Sum of the member's rows."""
        return np.asarray(self._weights[own].sum(0))


class Als(Collaborative):
    """Hu, Koren and Volinsky 2008, from ``implicit``; the member's factors are solved for at each request."""

    name = "als"

    def fit_matrix(self, matrix: csr_matrix) -> None:
        """Alternate least squares."""
        from implicit.cpu.als import AlternatingLeastSquares
        from threadpoolctl import threadpool_limits

        with threadpool_limits(1, "blas"):
            self._model: Any = AlternatingLeastSquares(
                factors=32, regularization=1.0, alpha=10.0, iterations=10, random_state=0, num_threads=1
            )
            self._model.fit(matrix, show_progress=False)

    def score_items(self, member: int, own: NDArray[np.int64]) -> Floats32:
        """Products of factors."""
        one = csr_matrix((np.ones(len(own), np.float32), ([0] * len(own), own)), (1, len(self.past.items)))
        factors: Floats32 = self._model.item_factors @ self._model.recalculate_user(0, one).ravel()
        return factors


class Bpr(Collaborative):
    """Rendle et al. 2009, from ``implicit``; a member who came after the fit is the mean of what they joined."""

    name = "bpr"

    def fit_matrix(self, matrix: csr_matrix) -> None:
        """Stochastic gradient steps on pairs."""
        from implicit.cpu.bpr import BayesianPersonalizedRanking
        from threadpoolctl import threadpool_limits

        with threadpool_limits(1, "blas"):
            self._model: Any = BayesianPersonalizedRanking(
                factors=32, learning_rate=0.05, regularization=0.01, iterations=60, random_state=0, num_threads=1
            )
            self._model.fit(matrix, show_progress=False)

    def score_items(self, member: int, own: NDArray[np.int64]) -> Floats32:
        """Products of factors."""
        items = self._model.item_factors
        user = self.past.user.get(member)
        mine = items[own].mean(0) if user is None else self._model.user_factors[user]
        scores: Floats32 = items @ mine
        return scores
