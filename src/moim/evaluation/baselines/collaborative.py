"""Collaborative filtering (item-kNN, EASE, implicit ALS and BPR), extended to activities nobody has joined yet.

Most candidates are new, so the member-activity matrix has few joins of them. Each method therefore scores past
activities for the member, and a candidate's score is the weighted mean of the scores of the 20 past activities most
similar to it in text, place and club (cosine of TF-IDF). If ``n`` members had already joined the candidate at the last
fit, its own score gets weight ``n / (n + 5)`` and the neighbours' mean the rest.

Models are refitted every two weeks (EASE, the most expensive, every four); the member's own joins are always current.
Ties, including all candidates of a member without joins, are broken by :func:`~.content.tie_break`.
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
from moim.evaluation.baselines.content import Texts, tie_break

NEIGHBOURS = 20
"""Past activities from which a candidate takes its score; set by hand."""
OWN_SCORE_SHRINKAGE = 5.0
"""Joins of a candidate at which its own score gets half the weight; set by hand."""


class JoinHistory:
    """The joins up to a fit as a matrix, and the past activities most similar to each candidate.

    Attributes
    ----------
    world
        What the joins were read from.
    at
        Time of the fit, seconds since 1970.
    items
        ``int32[items]``, rows of the activities with at least one join.
    position
        Row of an activity -> its column.
    user
        Row of a member -> their row of the matrix.
    matrix
        ``float32[users, items]``, 1 where the member joined.
    """

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
        self._neighbours: dict[int, tuple[NDArray[np.int64], Floats32]] = {}

    def row(self, member: int) -> NDArray[np.int64]:
        """Columns of the activities the member has joined by now, ``int64[joined]``."""
        return np.array([self.position[row] for row in self.world.joined[member] if row in self.position], np.int64)

    def candidate_scores(self, scores: Floats32, candidates: Rows, at: float) -> Floats:
        """Scores of candidates, ``float64[n]``, from scores of past activities, ``float32[items]``."""
        self._find_neighbours(candidates, at)
        near = np.stack([self._neighbours[row][0] for row in candidates.tolist()])
        share = np.stack([self._neighbours[row][1] for row in candidates.tolist()])
        return np.asarray((scores[near] * share).sum(1), np.float64)

    def _find_neighbours(self, candidates: Rows, at: float) -> None:
        new = np.array([row for row in candidates.tolist() if row not in self._neighbours], np.int32)
        if not len(new):
            return
        vectors = self._texts.matrix(new, at)
        width = min(vectors.shape[1], self._vectors.shape[1])  # words first seen after the fit match nothing
        alike = (vectors[:, :width] @ self._vectors[:, :width].T).toarray()
        for row, cosines in zip(new.tolist(), alike, strict=True):
            own = self.position.get(row, -1)
            if own >= 0:
                cosines[own] = 0.0
            near = np.argsort(-cosines, kind="stable")[: NEIGHBOURS - 1]
            share = cosines[near] / max(float(cosines[near].sum()), 1e-9)
            joins = self.matrix[:, [own]].sum() if own >= 0 else 0.0
            trust = joins / (joins + OWN_SCORE_SHRINKAGE)
            self._neighbours[row] = np.append(near, own), np.append(share * (1 - trust), trust).astype(np.float32)


class SharedJoinHistory:
    """The join history at the last fit, shared by the models fitted at the same time."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._history: JoinHistory | None = None

    def at(self, world: World, at: float) -> JoinHistory:
        """The history as of ``at``."""
        if self._history is None or self._history.world is not world or self._history.at != at:
            self._history = JoinHistory(world, self._texts, at)
        return self._history


class Collaborative(Batch):
    """Base of the methods that score past activities; turns their scores into scores of candidates."""

    def __init__(self, histories: SharedJoinHistory) -> None:
        self._histories = histories

    def fit(self, at: float) -> None:
        """Fit on all joins so far."""
        self.history = self._histories.at(self.world, at)
        if len(self.history.items):
            self.fit_matrix(self.history.matrix)

    def score(self, member: int, candidates: Rows, at: float) -> Floats:
        """Scores taken over from past activities; ``float64[n]``."""
        self.refit_if_due(at)
        own, ties = self.history.row(member), tie_break(self.world, member, candidates)
        if not len(own):
            return ties
        return self.history.candidate_scores(self.score_items(member, own), candidates, at) + ties

    def fit_matrix(self, matrix: csr_matrix) -> None:
        """Fit on ``float32[users, items]``, 1 where the member joined."""
        raise NotImplementedError

    def score_items(self, member: int, own: NDArray[np.int64]) -> Floats32:
        """Scores of all past activities for a member, ``float32[items]``; ``own`` are the columns they joined."""
        raise NotImplementedError


class ItemKnn(Collaborative):
    """Item-kNN (Sarwar et al. 2001): cosine of the sets of participants, summed over the member's joins."""

    name = "item_knn"

    def fit_matrix(self, matrix: csr_matrix) -> None:
        """Normalise the columns."""
        lengths = np.sqrt(np.asarray(matrix.sum(0)).ravel())
        self._columns = csr_array(matrix.multiply(1.0 / lengths)).astype(np.float32)
        self._rows = csr_array(self._columns.T)

    def score_items(self, member: int, own: NDArray[np.int64]) -> Floats32:
        """Sum of cosines with the member's activities."""
        mine = np.zeros(self._columns.shape[1], np.float32)
        mine[own] = 1.0
        return np.asarray(self._rows @ (self._columns @ mine))


class Ease(Collaborative):
    """EASE (Steck 2019): ridge regression of each item on all others, in closed form; a joined item scores 1 more."""

    name = "ease"
    refit_every = 28 * DAY
    regularisation = 20.0
    """Set by hand."""

    def fit_matrix(self, matrix: csr_matrix) -> None:
        """Weights from the inverse of the regularised Gram matrix."""
        gram = (matrix.T @ matrix).toarray().astype(np.float64)
        gram[np.diag_indices_from(gram)] += self.regularisation
        inverse = np.linalg.inv(gram)
        weights = inverse / -np.diag(inverse)
        np.fill_diagonal(weights, 1.0)
        self._weights = weights.astype(np.float32)

    def score_items(self, member: int, own: NDArray[np.int64]) -> Floats32:
        """Sum of the weight rows of the member's activities."""
        return np.asarray(self._weights[own].sum(0))


class Als(Collaborative):
    """ALS (Hu, Koren and Volinsky 2008) from ``implicit``; the member's factors are solved for at each request.

    Parameters set by hand.
    """

    name = "als"

    def fit_matrix(self, matrix: csr_matrix) -> None:
        """Fit item factors by alternating least squares."""
        from implicit.cpu.als import AlternatingLeastSquares
        from threadpoolctl import threadpool_limits

        with threadpool_limits(1, "blas"):
            self._model: Any = AlternatingLeastSquares(
                factors=32, regularization=1.0, alpha=10.0, iterations=10, random_state=0, num_threads=1
            )
            self._model.fit(matrix, show_progress=False)

    def score_items(self, member: int, own: NDArray[np.int64]) -> Floats32:
        """Dot products of member and item factors."""
        one = csr_matrix((np.ones(len(own), np.float32), ([0] * len(own), own)), (1, len(self.history.items)))
        factors: Floats32 = self._model.item_factors @ self._model.recalculate_user(0, one).ravel()
        return factors


class Bpr(Collaborative):
    """BPR (Rendle et al. 2009) from ``implicit``; parameters set by hand.

    A member unknown at the last fit gets the mean factors of the activities they joined.
    """

    name = "bpr"

    def fit_matrix(self, matrix: csr_matrix) -> None:
        """Fit factors by stochastic gradient descent on pairs."""
        from implicit.cpu.bpr import BayesianPersonalizedRanking
        from threadpoolctl import threadpool_limits

        with threadpool_limits(1, "blas"):
            self._model: Any = BayesianPersonalizedRanking(
                factors=32, learning_rate=0.05, regularization=0.01, iterations=60, random_state=0, num_threads=1
            )
            self._model.fit(matrix, show_progress=False)

    def score_items(self, member: int, own: NDArray[np.int64]) -> Floats32:
        """Dot products of member and item factors."""
        items = self._model.item_factors
        user = self.history.user.get(member)
        mine = items[own].mean(0) if user is None else self._model.user_factors[user]
        scores: Floats32 = items @ mine
        return scores
