"""Text columns as sparse tf-idf vectors: character n-grams and tokens, in blocks placed side by side.

A term's weight is ``(1 + log tf) * (log((1 + n) / (1 + df)) + 1)``. Each block of a row is normalised to length one
(Manning, Raghavan, Schütze 2008: Introduction to Information Retrieval, 6.4, with scikit-learn's smoothing) and then
multiplied by the block's weight.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from moim.text.cleaning import normalise
from moim.text.tfidf import idf
from moim.text.tokens import TokenizerName, tokens_many, usual_tokenizer

Floats32 = NDArray[np.float32]
Matrix = sp.csr_matrix

LONGEST = 4
"""Longest character n-gram; set by hand."""
SIDE_WEIGHT = 0.5
"""Weight of a column with little information; one of the two :func:`plans` tried. Set by hand."""


def letters(text: str) -> Iterator[str]:
    """Character n-grams of one to four letters of each word, with blanks marking the ends of the word."""
    for word in normalise(text).lower().split():
        padded = f" {word} "
        for length in range(1, LONGEST + 1):
            for start in range(len(padded) - length + 1):
                yield padded[start : start + length]


def phrases(found: Sequence[str]) -> Iterator[str]:
    """Tokens, and pairs of consecutive tokens."""
    yield from found
    for first, second in pairwise(found):
        yield f"{first} {second}"


TERMS: dict[str, Callable[[Sequence[str], TokenizerName], Iterable[Iterable[str]]]] = {
    "letters": lambda texts, tokenizer: map(letters, texts),
    "phrases": lambda texts, tokenizer: map(phrases, tokens_many(texts, tokenizer)),
}
"""Functions from texts and the name of a tokenizer to the terms of each text; the keys are stored in models."""


@dataclass(frozen=True, slots=True)
class Block:
    """One kind of terms of one text column.

    Attributes
    ----------
    column
        Index of the text column.
    terms
        ``letters`` or ``phrases``.
    weight
        Length of its vectors, relative to the other blocks.
    vocabulary
        Term to index.
    idf
        Float32[terms], inverse document frequencies.
    tokenizer
        Splits Korean texts into the tokens of ``phrases``.
    """

    column: int
    terms: str
    weight: float
    vocabulary: dict[str, int]
    idf: Floats32
    tokenizer: TokenizerName

    def transform(self, texts: Sequence[str]) -> Matrix:
        """Vectors ``float32[texts, terms]``; a text without known terms gives a row of zeros."""
        return self._weighted(_matrix(_counted(self.terms, texts, self.tokenizer), self.vocabulary))

    def _weighted(self, counts: Matrix) -> Matrix:
        counts.data = (1 + np.log(counts.data)) * self.idf[counts.indices]
        return _scaled_to(counts, self.weight)

    def without_unseen(self, vectors: Matrix, seen: Matrix) -> Matrix:
        """Set the terms that do not occur in ``seen`` to zero and normalise again; both ``float32[rows, terms]``."""
        known = np.zeros(vectors.shape[1], dtype=bool)
        known[seen.indices] = True
        rest = vectors.copy()
        rest.data *= known[rest.indices]
        return _scaled_to(rest, self.weight)


def fit_block(column: int, terms: str, texts: Sequence[str]) -> tuple[Block, Matrix]:
    """Learn the terms of a column.

    Parameters
    ----------
    column
        Index of the column.
    terms
        ``letters`` or ``phrases``.
    texts
        One text for each row.

    Returns
    -------
    tuple[Block, Matrix]
        The block with weight 1, and the texts' vectors ``float32[texts, terms]``.
    """
    tokenizer = usual_tokenizer()
    counted = list(_counted(terms, texts, tokenizer))
    frequency = Counter(term for counter in counted for term in counter)
    vocabulary = {term: index for index, term in enumerate(sorted(frequency))}
    df = np.fromiter((frequency[term] for term in vocabulary), np.float64, len(vocabulary))
    block = Block(column, terms, 1.0, vocabulary, idf(df, len(counted)).astype(np.float32), tokenizer)
    return block, block._weighted(_matrix(counted, vocabulary))


Plan = list[tuple[int, str, float]]
"""The blocks to make: column, terms, weight."""


def plans(columns: int) -> list[Plan]:
    """The combinations of blocks to try for a number of text columns.

    The first column is the main text. The others may hold little information (a place, a fee): then they get half the
    weight, and only letters. Or they may hold as much as the main text (tags, an introduction): then they are treated
    like it.
    """
    main: Plan = [(0, "letters", 1.0), (0, "phrases", 1.0)]
    if columns == 1:
        return [main]
    side = range(1, columns)
    return [
        main + [(c, "letters", SIDE_WEIGHT) for c in side],
        main + [(c, terms, 1.0) for c in side for terms in ("letters", "phrases")],
    ]


def transform(blocks: Sequence[Block], columns: Sequence[Sequence[str]]) -> Matrix:
    """The vectors of all blocks side by side, ``float32[rows, all terms]``."""
    return side_by_side([block.transform(columns[block.column]) for block in blocks])


def side_by_side(parts: Sequence[Matrix]) -> Matrix:
    """Concatenate the columns of the blocks' matrices."""
    return sp.csr_matrix(sp.hstack(parts, format="csr"))


def _scaled_to(matrix: Matrix, length: float) -> Matrix:
    """Scale the rows to one length; rows of zeros stay zero."""
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    norms = np.sqrt(np.bincount(rows, matrix.data.astype(np.float64) ** 2, matrix.shape[0]))
    norms[norms == 0] = 1.0
    data = (matrix.data * (length / norms)[rows]).astype(np.float32)
    return sp.csr_matrix((data, matrix.indices, matrix.indptr), shape=matrix.shape)


def _counted(terms: str, texts: Sequence[str], tokenizer: TokenizerName) -> Iterator[Counter[str]]:
    return map(Counter, TERMS[terms](texts, tokenizer))


def _matrix(counted: Iterable[Counter[str]], vocabulary: dict[str, int]) -> Matrix:
    indptr, indices, data = [0], array("i"), array("d")
    for counter in counted:
        indices.extend([vocabulary.get(term, -1) for term in counter])
        data.extend(counter.values())
        indptr.append(len(indices))
    at, values = np.frombuffer(indices, np.int32), np.frombuffer(data, np.float64)
    known = at >= 0
    edges = np.concatenate([[0], known.cumsum()])[indptr]
    matrix = sp.csr_matrix((values[known], at[known], edges), shape=(len(indptr) - 1, len(vocabulary)))
    matrix.sort_indices()
    return matrix
