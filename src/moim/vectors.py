"""Activities' texts as TF-IDF vectors over a vocabulary that grows with the platform.

``(1 + log tf) * log((1 + N) / (1 + df)) + 1``, each vector of length 1 (Salton and Buckley, 1988). An activity is
indexed once it exists, by what was known of word frequencies then; :meth:`TextIndex.fit` weighs all of them anew.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from moim.columns import Columns, Vocabulary
from moim.text import html_to_text, tokens, tokens_many
from moim.world import Floats32, Rows, World

Ids = NDArray[np.int32]
READ = 250
"""Letters of an activity's text that are read: what it is about stands first, and cutting Korean words costs most."""
_NO_IDS, _NO_VALUES = np.empty(0, np.int32), np.empty(0, np.float32)


class TextIndex:
    """Vectors of the activities that exist so far."""

    def __init__(self, world: World, words: dict[int, list[str]] | None = None) -> None:
        """``words`` are tokens of rows cut before, shared and added to: cutting Korean costs more than all the rest."""
        self.world = world
        self.words = {} if words is None else words
        self.vocabulary = Vocabulary()
        self._df = Columns(df=(np.int32, 0))
        self._documents = 0
        self._waiting: list[tuple[float, int]] = []
        self._seen = 0  # how much of the world's list of new and changed rows has been taken up
        self._counts: dict[int, tuple[Ids, Floats32]] = {}
        self._vectors: dict[int, tuple[Ids, Floats32]] = {}

    def fit(self, at: float) -> None:
        """Take in what exists by ``at`` and weigh all vectors by today's word frequencies."""
        self.advance(at)
        for row, (ids, counts) in self._counts.items():
            self._vectors[row] = self._weighed(ids, counts)

    def advance(self, at: float) -> None:
        """Index the activities created by ``at`` that are not indexed yet, and those whose text has changed."""
        touched = self.world.touched
        created = self.world.activities["created"]
        while self._seen < len(touched):
            row = touched[self._seen]
            if row in self._counts:
                self.words.pop(row, None)
            heapq.heappush(self._waiting, (float(created[row]), row))
            self._seen += 1
        rows: list[int] = []
        while self._waiting and self._waiting[0][0] <= at:
            rows.append(heapq.heappop(self._waiting)[1])
        if not rows:
            return
        new = [row for row in dict.fromkeys(rows) if row not in self.words]
        self.words.update(zip(new, self._tokens(new), strict=True))
        for row in rows:
            self._add(row, self.words[row])

    def _tokens(self, rows: list[int]) -> Iterable[list[str]]:
        """Tokens of titles (twice), texts and tags; those of the place and of the club marked as such."""
        fields = [self.world.activity_texts[row] for row in rows]
        clubs = [self.world.club_texts[int(self.world.activities["club"][row])][0] for row in rows]
        texts = [(title, html_to_text(body)[:READ], place, tags) for title, body, place, tags in fields]
        flat = [part for parts in texts for part in parts]
        cut = tokens_many([*flat, *clubs])
        for i, club in enumerate(cut[len(flat) :]):
            title, body, place, tags = cut[4 * i : 4 * i + 4]
            yield [*title, *title, *body, *tags, *("@" + word for word in place), *("#" + word for word in club)]

    def _add(self, row: int, words: Sequence[str]) -> None:
        counted = Counter(words)
        ids = np.array([self.vocabulary.add(word) for word in counted], np.int32)
        while len(self._df) < len(self.vocabulary):
            self._df.append()
        if row not in self._counts:
            self._documents += 1
            self._df["df"][ids] += 1
        counts = np.array(list(counted.values()), np.float32)
        self._counts[row] = ids, counts
        self._vectors[row] = self._weighed(ids, counts)

    def _weighed(self, ids: Ids, counts: Floats32) -> tuple[Ids, Floats32]:
        values = ((1.0 + np.log(counts)) * self.rarity(ids)).astype(np.float32)
        length = float(np.linalg.norm(values))
        return ids, values / np.float32(length) if length else values

    def rarity(self, ids: Ids) -> Floats32:
        """Inverse document frequency of words."""
        return (np.log((1.0 + self._documents) / (1.0 + self._df["df"][ids])) + 1.0).astype(np.float32)

    def vector(self, row: int) -> tuple[Ids, Floats32]:
        """Ids and values of an activity's vector; empty before it exists."""
        return self._vectors.get(row, (_NO_IDS, _NO_VALUES))

    def matrix(self, rows: Rows, at: float) -> csr_array:
        """The vectors of activities, ``float32[n, vocabulary]``."""
        self.advance(at)
        vectors = [self.vector(row) for row in rows.tolist()]
        indptr = np.zeros(len(vectors) + 1, np.int32)
        np.cumsum([len(ids) for ids, _ in vectors], out=indptr[1:])
        ids = np.concatenate([ids for ids, _ in vectors]) if vectors else _NO_IDS
        values = np.concatenate([values for _, values in vectors]) if vectors else _NO_VALUES
        return csr_array((values, ids, indptr), shape=(len(vectors), max(len(self.vocabulary), 1)))

    def sum(self, rows: Sequence[int], weights: Sequence[float]) -> Floats32:
        """Weighted sum of activities' vectors, of length 1 (all 0 when there is nothing), ``float32[vocabulary]``."""
        vectors = [self.vector(row) for row in rows]
        size = max(len(self.vocabulary), 1)
        if not vectors:
            return np.zeros(size, np.float32)
        ids = np.concatenate([ids for ids, _ in vectors])
        values = np.concatenate([values for _, values in vectors])
        values = values * np.repeat(np.asarray(weights, np.float32), [len(ids) for ids, _ in vectors])
        total = np.bincount(ids, values, size).astype(np.float32)
        length = float(np.linalg.norm(total))
        return total / np.float32(length) if length else total

    def query(self, text: str) -> Floats32:
        """The vector of a free text over the words known, of length 1, ``float32[vocabulary]``."""
        found = np.array([i for i in map(self.vocabulary.get, set(tokens(text))) if i >= 0], np.int32)
        total = np.zeros(max(len(self.vocabulary), 1), np.float32)
        if len(found):
            total[found] = self.rarity(found)
            total /= np.float32(np.linalg.norm(total))
        return total
