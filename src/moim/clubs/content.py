"""TF-IDF vectors of what is written about clubs, in which words shared by similar clubs count most.

Five fields each give a TF-IDF vector of length 1: the words of name, introduction and tags; whole tags; the words of
the name again; the category; and four-letter pieces of words (so that "hike" meets "hiking"). Put side by side with
the weights of :data:`FIELD_WEIGHTS` they are one vector, in which each entry is then multiplied by

    relevance ** 0.35,   relevance = (mean similarity of the clubs that share the entry) / (mean similarity of any two)

smoothed by five pairs of mean similarity: "Arizona" is shared by clubs whose members have nothing in common, "pottery"
is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, diags_array

from moim.data.arrays import Floats32, Rows
from moim.data.parsing import split_list
from moim.data.vocabulary import Vocabulary
from moim.data.world import World
from moim.text.cleaning import html_to_text, normalise
from moim.text.tfidf import idf
from moim.text.tokens import TokenizerName, tokens, tokens_many, usual_tokenizer

FIELD_WEIGHTS = {"w": 1.0, "t": 0.5, "n": 0.7, "c": 0.3, "g": 1.0}
"""Weights of words, tags, words of the name, category and pieces. An entry begins with the letter of its field.

Set by hand. On Phoenix (the newest fifth of the clubs cold) nDCG@20 is .3477; without tags it is .3427, without the
words of the name again .3490, without the category .3463, without pieces .3427.
"""

PIECE = 4
"""Letters in a piece of a word. Set by hand (Phoenix: nDCG@20 .3473 with 3, .3477 with 4, .3469 with 5)."""
RELEVANCE_POWER = 0.35
"""How far the relevance of an entry counts. Set by hand, and not confirmed by Phoenix, where it costs a little (nDCG@20
.3507 with 0, .3490 with 0.2, .3477 with 0.35, .3381 with 0.7)."""
RELEVANCE_PAIRS = 5.0
"""Pairs of clubs of mean similarity that are added to those which share an entry. Set by hand (Phoenix: nDCG@20 .3475
with 1, .3477 with 5, .3474 with 20)."""
LEAST_RELEVANCE = 0.05
"""Keeps the power defined: the mean similarity of few clubs can be 0. Set by hand (Phoenix: nDCG@20 .3477 with 0.01,
.3478 with 0.2)."""


@dataclass(slots=True)
class Content:
    """A vocabulary with the inverse document frequency of each entry.

    Attributes
    ----------
    vocabulary
        The entries.
    weights
        Their inverse document frequencies, ``float32[vocabulary]``.
    tokenizer
        Splits Korean texts into the words among the entries.
    """

    vocabulary: Vocabulary
    weights: Floats32
    tokenizer: TokenizerName

    @classmethod
    def fit(cls, world: World, known: Rows, tokenizer: TokenizerName | None = None) -> Content:
        """The entries of all clubs, weighted by how rare they are among the clubs ``known`` (rows).

        Parameters
        ----------
        world
            The clubs.
        known
            Rows of clubs.
        tokenizer
            By default :func:`moim.text.tokens.usual_tokenizer`.
        """
        tokenizer = tokenizer or usual_tokenizer()
        entries = _entries(world, range(len(world.clubs)), tokenizer)
        vocabulary = Vocabulary(entry for of_club in entries for entry in of_club)
        counts = _counts([entries[row] for row in known.tolist()], vocabulary)
        frequency = np.bincount(counts.indices, minlength=len(vocabulary))
        return cls(vocabulary, idf(frequency, len(known)).astype(np.float32), tokenizer)

    def vectors(self, world: World, rows: Rows) -> csr_array:
        """Vectors of clubs, ``float32[n, vocabulary]``, of length 1 (0 where no entry is known)."""
        return self._weighted(_entries(world, rows.tolist(), self.tokenizer))

    def of_words(self, lists: Sequence[Sequence[str]]) -> csr_array:
        """Vectors of members' keywords, ``float32[n, vocabulary]``; each keyword is taken as words and as a tag."""
        return self._weighted([_of_words(words, self.tokenizer) for words in lists])

    def _weighted(self, entries: Sequence[Iterable[str]]) -> csr_array:
        counts = _counts(entries, self.vocabulary)
        counts.data = 1.0 + np.log(counts.data)
        weighted = counts @ diags_array(self.weights)
        fields = np.array([entry[0] for entry in self.vocabulary.names])
        scale = np.zeros(weighted.nnz, np.float32)
        owner = np.repeat(np.arange(len(entries)), np.diff(weighted.indptr))
        for field, weight in FIELD_WEIGHTS.items():
            inside = fields[weighted.indices] == field
            square = np.bincount(owner[inside], weighted.data[inside] ** 2, len(entries))
            scale[inside] = weight / np.sqrt(square[owner[inside]])
        weighted.data *= scale
        return _unit(weighted)


def by_relevance(vectors: csr_array, similarity: Floats32) -> Floats32:
    """The factor of each entry, ``float32[vocabulary]``; 1 for all where no two clubs share a member.

    Parameters
    ----------
    vectors
        Of ``n`` clubs, ``[n, vocabulary]``; only where they are not 0 matters.
    similarity
        Of the same clubs by their members, ``float32[n, n]``.
    """
    has = csr_array((np.ones(vectors.nnz, np.float32), vectors.indices, vectors.indptr), shape=vectors.shape)
    others = similarity - np.diag(np.diag(similarity))
    mean = others.mean() if others.size else 0.0
    if mean <= 0.0:
        return np.ones(vectors.shape[1], np.float32)
    clubs = np.bincount(has.indices, minlength=has.shape[1])
    owner = np.repeat(np.arange(has.shape[0]), np.diff(has.indptr))
    to_sharing = np.asarray(others @ has)  # each club's similarity to all clubs that have the entry
    shared = np.bincount(has.indices, to_sharing[owner, has.indices], has.shape[1])
    relevance = (shared / mean + RELEVANCE_PAIRS) / (clubs * (clubs - 1.0) + RELEVANCE_PAIRS)
    return (np.maximum(relevance, LEAST_RELEVANCE) ** RELEVANCE_POWER).astype(np.float32)


def scaled(vectors: csr_array, factors: Floats32) -> csr_array:
    """The vectors with each entry multiplied by its factor, then scaled to length 1."""
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
    """The entries of each club, repeated as often as they occur; each begins with the letter of its field."""
    texts = [world.club_texts[row] for row in rows]
    parts = [part for name, intro, tags in texts for part in (name, html_to_text(intro), tags)]
    words = tokens_many(parts, tokenizer)
    written = []
    for row, (_, _, tags), *cut in zip(rows, texts, words[::3], words[1::3], words[2::3], strict=True):
        name_words, _, _ = cut
        all_words = [token for part in cut for token in part]
        category = int(world.clubs["category"][row])
        written.append(
            [
                *("w" + word for word in all_words),
                *("t" + compared(tag) for tag in split_list(tags)),
                *("n" + word for word in name_words),
                *(["c" + world.categories.names[category]] if category >= 0 else []),
                *_pieces(all_words),
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
    """A tag in the form in which tags are compared: normalised, in lower case."""
    return normalise(tag).lower()
