"""Activities' texts as TF-IDF vectors over a vocabulary that grows with the platform.

A value is ``(1 + ln tf) * idf``, each vector has length 1 (Salton and Buckley: Term-weighting approaches in automatic
text retrieval, 1988). An activity is indexed once it exists, with the word frequencies of that moment;
:meth:`TfIdfIndex.fit` computes all vectors anew.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csc_array, csr_array

from moim.data.arrays import Floats, Floats32, Rows
from moim.data.growable import GrowableTable
from moim.data.ragged import Positions, RaggedArray
from moim.data.vocabulary import Vocabulary
from moim.data.world import World
from moim.text.cleaning import html_to_text
from moim.text.tokens import TokenizerName, tokens_kept, tokens_many, usual_tokenizer

Ids = NDArray[np.int32]
READ = 250
"""Characters of an activity's text that are read: its subject comes first, and tokenising Korean costs the most."""


def idf(document_frequency: ArrayLike, documents: int) -> Floats:
    """Inverse document frequency, ``ln((1 + n) / (1 + df)) + 1``, ``float64`` of the shape given.

    With the smoothing of scikit-learn's ``TfidfTransformer``: as if one more document held every term, so that no term
    weighs nothing and an unknown one (df 0) has a value.

    Parameters
    ----------
    document_frequency
        In how many documents each term occurs.
    documents
        How many documents there are.

    Examples
    --------
    >>> idf([0, 1, 3], 3).round(4).tolist()
    [2.3863, 1.6931, 1.0]
    """
    values: Floats = np.log((1.0 + documents) / (1.0 + np.asarray(document_frequency))) + 1.0
    return values


@dataclass
class _Gathered:
    rows: Rows
    by_row: csr_array

    @cached_property
    def by_word(self) -> csc_array:
        return self.by_row.tocsc()


class TfIdfIndex:
    """Vectors of the activities that exist so far."""

    def __init__(
        self,
        world: World,
        words: dict[int, list[str]] | None = None,
        tokenizer: TokenizerName | None = None,
    ) -> None:
        """Index a world; nothing is read yet.

        Parameters
        ----------
        world
            The activities.
        words
            Tokens of rows, kept from an earlier index and added to: tokenising Korean costs more than the rest.
        tokenizer
            Splits Korean texts, the same one that made ``words``; by default :func:`moim.text.tokens.usual_tokenizer`.
        """
        self.world = world
        self.tokenizer = tokenizer or usual_tokenizer()
        self.words = {} if words is None else words
        self.vocabulary = Vocabulary()
        self._df = GrowableTable(df=(np.int32, 0))
        self._documents = 0
        self._waiting: list[tuple[float, int]] = []
        self._seen = 0  # how much of the world's list of new and changed rows has been looked at
        self._indexed: set[int] = set()
        self._words = RaggedArray(word=np.int32, count=np.float32, value=np.float32)
        self._last: _Gathered | None = None
        self._asked = lru_cache(maxsize=8_192)(self._vector_of)

    def fit(self, at: float) -> None:
        """Index what exists by ``at``, and compute all vectors anew with the word frequencies of now."""
        self.advance(at)
        rows = np.array(sorted(self._indexed), np.intp)
        sizes, where = self._words.take(rows)
        self._last = None
        self._words["value"][where] = self._weighed(self._words["word"][where], self._words["count"][where], sizes)

    def advance(self, at: float) -> None:
        """Index the activities created by ``at`` that are not indexed yet, and those whose text has changed."""
        touched = self.world.touched
        created = self.world.activities["created"]
        while self._seen < len(touched):
            row = touched[self._seen]
            if row in self._indexed:
                self.words.pop(row, None)
            heapq.heappush(self._waiting, (float(created[row]), row))
            self._seen += 1
        rows: list[int] = []
        while self._waiting and self._waiting[0][0] <= at:
            rows.append(heapq.heappop(self._waiting)[1])
        if not rows:
            return
        self._last = None
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
        cut = tokens_many([*flat, *clubs], self.tokenizer)
        for i, club in enumerate(cut[len(flat) :]):
            title, body, place, tags = cut[4 * i : 4 * i + 4]
            yield [*title, *title, *body, *tags, *("@" + word for word in place), *("#" + word for word in club)]

    def _add(self, row: int, words: Sequence[str]) -> None:
        counted = Counter(words)
        ids = np.array([self.vocabulary.add(word) for word in counted], np.int32)
        while len(self._df) < len(self.vocabulary):
            self._df.append()
        if row not in self._indexed:
            self._indexed.add(row)
            self._documents += 1
            self._df["df"][ids] += 1
        counts = np.array(list(counted.values()), np.float32)
        sizes = np.array([len(ids)])
        self._words.put([row], sizes, word=ids, count=counts, value=self._weighed(ids, counts, sizes))

    def _weighed(self, ids: Ids, counts: Floats32, sizes: Positions) -> Floats32:
        """The values of rows, given one after the other with the number of words in each."""
        values = ((1.0 + np.log(counts)) * self.rarity(ids)).astype(np.float32)
        of = np.repeat(np.arange(len(sizes)), sizes)
        lengths = np.sqrt(np.bincount(of, values * values, len(sizes)))
        return (values / lengths[of]).astype(np.float32)

    def rarity(self, ids: Ids) -> Floats32:
        """Inverse document frequency of words."""
        return idf(self._df["df"][ids], self._documents).astype(np.float32)

    def vector(self, row: int) -> tuple[Ids, Floats32]:
        """Ids and values of an activity's vector; empty before it exists."""
        _, where = self._words.take(np.array([row]))
        return self._words["word"][where], self._words["value"][where]

    def matrix(self, rows: Rows, at: float) -> csr_array:
        """The vectors of activities, ``float32[n, vocabulary]``. Read only: it is shared."""
        return self._gathered(rows, at).by_row

    def by_word(self, rows: Rows, at: float) -> csc_array:
        """:meth:`matrix` by column."""
        return self._gathered(rows, at).by_word

    def _gathered(self, rows: Rows, at: float) -> _Gathered:
        """The last one is kept for the same rows: what is open changes less often than who joins."""
        self.advance(at)
        if self._last is None or not np.array_equal(self._last.rows, rows):
            words = self._words
            shape = len(words.edges) - 1, max(len(self.vocabulary), 1)
            every = csr_array((words["value"], words["word"], words.edges), shape=shape)
            self._last = _Gathered(rows, every[words.slots(rows)])
        return self._last

    def sum(self, rows: ArrayLike, weights: ArrayLike) -> Floats32:
        """Weighted sum of activities' vectors, of length 1 (all 0 when there is nothing), ``float32[vocabulary]``."""
        size = max(len(self.vocabulary), 1)
        sizes, where = self._words.take(np.asarray(rows, np.intp))
        total = np.zeros(size, np.float32)
        values = self._words["value"][where] * np.asarray(weights, np.float32).repeat(sizes)
        np.add.at(total, self._words["word"][where], values)
        length = math.sqrt(total @ total)
        total *= np.float32(1.0 / length if length else 0.0)
        return total

    def asked(self, text: str) -> tuple[Ids, Floats32]:
        """Ids and values of the vector, of length 1, of a free text over the words known. Read only: it is shared."""
        return self._asked(text, self._documents, len(self.vocabulary))

    def _vector_of(self, text: str, documents: int, words: int) -> tuple[Ids, Floats32]:
        """:meth:`asked`, as long as there are so many documents and words."""
        words_of_it = dict.fromkeys(tokens_kept(text, self.tokenizer))
        found = np.array([i for i in map(self.vocabulary.get, words_of_it) if i >= 0], np.int32)
        values = self.rarity(found)
        return found, values / np.float32(math.sqrt(values @ values)) if len(found) else values

    def query(self, text: str) -> Floats32:
        """That vector, ``float32[vocabulary]``."""
        total = np.zeros(max(len(self.vocabulary), 1), np.float32)
        found, values = self.asked(text)
        total[found] = values
        return total
