"""LightFM (Kula 2015): members and activities as sums of the embeddings of their features.

An activity's features are its club, category and words, plus its own id if somebody has joined it; a member's are
their clubs, interests and region, plus their own id. New activities and members therefore have embeddings, too. Uses a
maintained fork of ``lightfm`` with the WARP loss.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack, identity

from moim.data.arrays import Floats, Floats32, Rows
from moim.data.times import DAY
from moim.evaluation.baselines.base import Batch
from moim.evaluation.baselines.content import Texts, tie_break

WORDS = 500
"""As many of the most frequent words are features; set by hand."""


class LightFm(Batch):
    """Refitted every eight weeks; parameters set by hand.

    Ties, and all candidates while nobody has joined anything, are ordered by :func:`~.content.tie_break`.
    """

    name = "lightfm"
    refit_every = 56 * DAY

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def fit(self, at: float) -> None:
        """Fit on all joins so far."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns at import that it was built without OpenMP
            from lightfm import LightFM

        world = self.world
        pairs = [(member, row) for row, there in enumerate(world.participants) for member in there]
        self._model: Any = None
        if not pairs:
            return
        self._items = np.unique([row for _, row in pairs]).astype(np.int32)
        self._place = {row: place for place, row in enumerate(self._items.tolist())}
        self._user = {member: place for place, member in enumerate(sorted({member for member, _ in pairs}))}
        known = sorted({feature for member in self._user for feature in self._profile(member)})
        self._profile_column = {feature: len(self._user) + place for place, feature in enumerate(known)}
        a = world.activities
        self._clubs, self._categories = np.unique(a["club"][self._items]), np.unique(a["category"][self._items])
        self._index = self._texts.at(world, at)
        used = np.bincount(self._index.matrix(self._items, at).indices)
        self._words = np.sort(np.argsort(-used, kind="stable")[:WORDS])
        users, items = np.array([(self._user[member], self._place[row]) for member, row in pairs], np.int32).T
        matrix = csr_matrix((np.ones(len(pairs), np.float32), (users, items)), (len(self._user), len(self._items)))
        features = hstack([identity(len(self._items), np.float32), self._features(self._items, at)])
        model = LightFM(no_components=32, loss="warp", item_alpha=1e-5, user_alpha=1e-5, random_state=0)
        model.fit(
            matrix,
            user_features=self._member_features(),
            item_features=csr_matrix(features),
            epochs=10,
            num_threads=1,
        )
        self._model = model

    def score(self, member: int, candidates: Rows, at: float) -> Floats:
        """Dot products of embeddings plus the activities' biases; ``float64[n]``."""
        self.refit_if_due(at)
        ties = tie_break(self.world, member, candidates)
        if self._model is None:
            return ties
        model, own = self._model, len(self._items)
        features = self._features(candidates, at)
        items = np.asarray(features @ model.item_embeddings[own:])
        bias = np.asarray(features @ model.item_biases[own:])
        for position, row in enumerate(candidates.tolist()):
            if row in self._place:
                items[position] += model.item_embeddings[self._place[row]]
                bias[position] += model.item_biases[self._place[row]]
        return np.asarray(items @ self._embedding(member) + bias, np.float64) + ties

    def _embedding(self, member: int) -> Floats32:
        """The member's embedding; for a member unknown at the fit, that of their features alone."""
        columns = [
            self._profile_column[feature] for feature in self._profile(member) if feature in self._profile_column
        ]
        if member in self._user:
            columns.append(self._user[member])
        embedding: Floats32 = self._model.user_embeddings[columns].sum(axis=0)
        return embedding

    def _profile(self, member: int) -> set[tuple[str, str]]:
        """The member's clubs, interests and region as (kind, name)."""
        world, region = self.world, int(self.world.members["region"][member])
        found = {("club", world.club_ids.names[club]) for club in world.member_clubs[member]}
        found |= {("interest", name) for name in world.interests[member]}
        return found | ({("region", world.regions.names[region])} if region >= 0 else set())

    def _member_features(self) -> csr_matrix:
        """Member ids, then profile features, ``float32[members, f]``."""
        cells = [
            (place, column)
            for member, place in self._user.items()
            for column in (place, *(self._profile_column[feature] for feature in self._profile(member)))
        ]
        rows, columns = np.array(cells, np.int32).T
        shape = len(self._user), len(self._user) + len(self._profile_column)
        return csr_matrix((np.ones(len(cells), np.float32), (rows, columns)), shape)

    def _features(self, rows: Rows, at: float) -> csr_matrix:
        """Club, category and words of activities, ``float32[n, f]``; values unseen at the fit are dropped."""
        a = self.world.activities
        words = self._index.matrix(rows, at)[:, self._words]
        clubs = a["club"][rows][:, None] == self._clubs
        categories = a["category"][rows][:, None] == self._categories
        return csr_matrix(hstack([csr_matrix(np.hstack([clubs, categories]).astype(np.float32)), csr_matrix(words)]))
