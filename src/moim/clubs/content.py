"""What is written about clubs, as vectors in which the words that bring people together count most.

Five kinds of entry each give a TF-IDF vector of length 1: the words of name, introduction and tags, whole tags, the
words of the name again, the category, and four-letter pieces (so that "hike" meets "hiking"). Weighted and put side by
side they are one vector, in which each entry is then multiplied by

    relevance(word) ** 0.35,   relevance = (mean likeness of the clubs that share it) / (mean likeness of any two clubs)

smoothed by five pairs: "Arizona" is shared by clubs that have nothing to do with each other, "pottery" is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, diags_array

from moim.data.dataset import split_list
from moim.data.growable import Vocabulary
from moim.data.world import Floats32, Rows, World
from moim.text.tokens import TokenizerName, html_to_text, normalise, tokens, tokens_many, usual_tokenizer

KINDS = {"w": 1.0, "t": 0.5, "n": 0.7, "c": 0.3, "g": 1.0}
"""Weights of the kinds: words, tags, words of the name, category, pieces. The first letter of an entry is its kind."""

PIECE = 4
RELEVANCE_POWER = 0.35
RELEVANCE_PAIRS = 5.0
LEAST_RELEVANCE = 0.05


@dataclass(slots=True)
class Content:
    """A vocabulary with a weight for each entry.

    Attributes:
        vocabulary: the entries, each with its kind in front.
        weights: ``float32[vocabulary]``.
        tokenizer: what cuts Korean texts into the words among the entries.
    """

    vocabulary: Vocabulary
    weights: Floats32
    tokenizer: TokenizerName

    @classmethod
    def fit(cls, world: World, known: Rows, tokenizer: TokenizerName | None = None) -> Content:
        """Weigh entries by how rare they are among the clubs ``known``; relevance is 1 for all."""
        tokenizer = tokenizer or usual_tokenizer()
        written = _entries(world, range(len(world.clubs)), tokenizer)
        vocabulary = Vocabulary(entry for entries in written for entry in entries)
        counts = _counts([written[row] for row in known.tolist()], vocabulary)
        frequency = np.bincount(counts.indices, minlength=len(vocabulary))
        rarity = np.log((1.0 + len(known)) / (1.0 + frequency)) + 1.0
        return cls(vocabulary, rarity.astype(np.float32), tokenizer)

    def vectors(self, world: World, rows: Rows) -> csr_array:
        """Vectors of clubs, ``float32[n, vocabulary]``, of length 1 (0 where nothing known is written)."""
        return self._weighed(_entries(world, rows.tolist(), self.tokenizer))

    def of_words(self, lists: Sequence[Sequence[str]]) -> csr_array:
        """Vectors of lists of free words, as members give them: each a word or a tag."""
        return self._weighed([_of_words(words, self.tokenizer) for words in lists])

    def _weighed(self, entries: Sequence[Iterable[str]]) -> csr_array:
        counts = _counts(entries, self.vocabulary)
        counts.data = 1.0 + np.log(counts.data)
        weighed = counts @ diags_array(self.weights)
        kinds = np.array([entry[0] for entry in self.vocabulary.names])
        scale = np.zeros(weighed.nnz, np.float32)
        owner = np.repeat(np.arange(len(entries)), np.diff(weighed.indptr))
        for kind, weight in KINDS.items():
            mine = kinds[weighed.indices] == kind
            square = np.bincount(owner[mine], weighed.data[mine] ** 2, len(entries))
            scale[mine] = weight / np.sqrt(square[owner[mine]])
        weighed.data *= scale
        return _unit(weighed)


def by_relevance(vectors: csr_array, likeness: Floats32) -> Floats32:
    """What each entry is to be multiplied by, ``float32[vocabulary]``, from how alike clubs are by their members.

    ``vectors`` and ``likeness`` (``[n, n]``) are of the same clubs.
    """
    has = csr_array((np.ones(vectors.nnz, np.float32), vectors.indices, vectors.indptr), shape=vectors.shape)
    others = likeness - np.diag(np.diag(likeness))
    mean = others.mean() if others.size else 0.0
    if mean <= 0.0:
        return np.ones(vectors.shape[1], np.float32)
    clubs = np.bincount(has.indices, minlength=has.shape[1])
    owner = np.repeat(np.arange(has.shape[0]), np.diff(has.indptr))
    likely = np.asarray(others @ has)
    shared = np.bincount(has.indices, likely[owner, has.indices], has.shape[1])
    relevance = (shared / mean + RELEVANCE_PAIRS) / (clubs * (clubs - 1.0) + RELEVANCE_PAIRS)
    return (np.maximum(relevance, LEAST_RELEVANCE) ** RELEVANCE_POWER).astype(np.float32)


def scaled(vectors: csr_array, factors: Floats32) -> csr_array:
    """The vectors with each entry multiplied by its factor, of length 1 again."""
    return _unit(csr_array(vectors @ diags_array(factors)))


def _unit(vectors: csr_array) -> csr_array:
    length = np.sqrt(np.asarray(vectors.multiply(vectors).sum(axis=1)).ravel())
    return csr_array(diags_array(1.0 / np.maximum(length, 1e-9)) @ vectors).astype(np.float32)


def _counts(lists: Sequence[Iterable[str]], vocabulary: Vocabulary) -> csr_array:
    ids: list[int] = []
    indptr = [0]
    for entries in lists:
        ids.extend(known for known in map(vocabulary.get, entries) if known >= 0)
        indptr.append(len(ids))
    counts = csr_array((np.ones(len(ids), np.float32), ids, indptr), shape=(len(lists), len(vocabulary)))
    counts.sum_duplicates()
    return counts


def _entries(world: World, rows: Sequence[int], tokenizer: TokenizerName) -> list[list[str]]:
    """What is written about each club."""
    texts = [world.club_texts[row] for row in rows]
    parts = [part for name, intro, tags in texts for part in (name, html_to_text(intro), tags)]
    cut = tokens_many(parts, tokenizer)
    written = []
    for row, (_, _, tags), named, told, tagged in zip(rows, texts, cut[::3], cut[1::3], cut[2::3], strict=True):
        words = [*named, *told, *tagged]
        category = int(world.clubs["category"][row])
        written.append(
            [
                *("w" + word for word in words),
                *("t" + compared(tag) for tag in split_list(tags)),
                *("n" + word for word in named),
                *(["c" + world.categories.names[category]] if category >= 0 else []),
                *_pieces(words),
            ]
        )
    return written


def _of_words(words: Sequence[str], tokenizer: TokenizerName) -> Iterator[str]:
    cut = [token for word in words for token in tokens(word, tokenizer)]
    yield from ("w" + word for word in cut)
    yield from ("t" + compared(word) for word in words)
    yield from _pieces(cut)


def _pieces(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        padded = f" {word} "
        yield from ("g" + padded[i : i + PIECE] for i in range(max(len(padded) - PIECE + 1, 1)))


def compared(tag: str) -> str:
    """A tag as it is compared with others."""
    return normalise(tag).lower()
