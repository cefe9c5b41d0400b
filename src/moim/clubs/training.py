"""Training of the ranking of clubs: who is in which club, what is written about them, and the weights of the features.

The weights are fitted to members who are left out of the counts meanwhile, so that no similarity knows the choices it
is to predict. The newer half of the clubs is treated as if nobody were in them yet: the weights then say how far
predicted similarities can be trusted.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from moim.clubs.choice_weights import ClubChoices, fit_choice_weights, prior_weights
from moim.clubs.content import Content
from moim.clubs.features import NAMES, club_features
from moim.clubs.model import ClubRanker, source_positions
from moim.clubs.query_batch import QueryBatch, source_matrix
from moim.clubs.similarity import ClubSimilarity
from moim.data.arrays import Floats32, Rows
from moim.data.world import World
from moim.features.co_occurrence import evidence
from moim.text.tokens import TokenizerName

MAX_SOURCES = 3_000
"""Of more clubs with members the largest are sources, whose members are counted. The others are ranked by their words
and places, like clubs without members. Bounds the inverse of the kernel (3,000 squared); set by hand."""
MAX_TRAINING_MEMBERS = 4_000
"""So many members are sampled to fit the weights to, half of all at most. Set by hand (Phoenix: nDCG@20 .3466 with
1,000, .3477 with 4,000)."""
MAX_ALTERNATIVES = 600
"""Of more source clubs, so many are sampled as those all members chose from. Set by hand (Phoenix: nDCG@20 .3494 with
200, .3477 with 600; the sample decides, too)."""

Progress = Callable[[str, float], None]


def train_club_ranker(
    world: World,
    *,
    at: float,
    seed: int = 0,
    progress: Progress | None = None,
    tokenizer: TokenizerName | None = None,
) -> ClubRanker:
    """Train on what was known before ``at``.

    Parameters
    ----------
    world
        Members, clubs, and who is in which.
    at
        Seconds since 1970.
    seed
        Decides which members and clubs are sampled.
    progress
        Called at each stage with its name and the share of all that is done, in [0, 1].
    tokenizer
        Splits Korean texts; by default :func:`moim.text.tokens.usual_tokenizer`.
    """
    tell = progress or (lambda stage, done: None)
    rng = np.random.default_rng(seed)
    members = _memberships(world, at)
    visible = world.clubs_at(at)
    sources = _sources(members, visible)
    tell("words", 0.0)
    content = Content.fit(world, visible, tokenizer)
    words = content.vectors(world, np.arange(len(world.clubs), dtype=np.int32))
    tell("choices", 0.2)
    weights = _fitted_weights(world, content, words, members, sources, at, rng)
    tell("clubs", 0.8)
    similarity = ClubSimilarity.fit(world, words, members, sources)
    tell("done", 1.0)
    return ClubRanker(world, content, similarity, weights)


def _memberships(world: World, at: float) -> csr_array:
    """Who was in a club, or went to an activity of it, before ``at``: ones, ``float32[members, clubs]``."""
    shown = evidence(world, at)
    return csr_array((np.ones(shown.nnz, np.float32), shown.indices, shown.indptr), shape=shown.shape)


def _sources(members: csr_array, visible: Rows) -> Rows:
    """The largest of the visible clubs that have members, ascending."""
    sizes = np.asarray(members.sum(axis=0)).ravel()[visible]
    order = np.argsort(-sizes, kind="stable")[:MAX_SOURCES]
    return np.sort(visible[order[sizes[order] > 0]])


def _fitted_weights(
    world: World,
    content: Content,
    words: csr_array,
    members: csr_array,
    sources: Rows,
    at: float,
    rng: np.random.Generator,
) -> Floats32:
    """``float32[2, 2, s]``: for members of no club and of some; for every club and what credibility adds."""
    prior = prior_weights()
    in_sources = csr_array(members[:, sources])
    someone = np.flatnonzero(np.diff(in_sources.indptr))
    training = np.sort(rng.permutation(someone)[: min(MAX_TRAINING_MEMBERS, len(someone) // 2)])
    if not len(training):
        return np.stack([prior, prior])
    counted = _without(members, training)
    similarity = ClubSimilarity.fit(world, words, counted, sources, cold=newer_half(world, sources, rng))

    shown = np.sort(rng.permutation(len(sources))[:MAX_ALTERNATIVES])
    own = in_sources[training][:, shown].toarray() > 0
    having = np.flatnonzero(own.any(axis=1))
    own = own[having]
    chosen = np.argmax(rng.random(own.shape) * own, axis=1)
    excluded = own.copy()
    excluded[np.arange(len(own)), chosen] = False

    queries = QueryBatch.of_rows(world, source_positions(similarity), training[having].tolist(), at)
    nowhere = source_matrix([set()] * len(own), source_positions(similarity))
    elsewhere = queries.clubs.copy()
    elsewhere.data[elsewhere.indices == np.repeat(shown[chosen], np.diff(elsewhere.indptr))] = 0.0
    elsewhere.eliminate_zeros()
    fitted = []
    for clubs, rows in ((nowhere, np.arange(len(own))), (elsewhere, np.flatnonzero(np.diff(elsewhere.indptr)))):
        if not len(rows):
            fitted.append(prior)
            continue
        queries.clubs = clubs
        features = _feature_array(world, content, similarity, queries.take(rows), sources[shown])
        credibility = similarity.credibility[sources[shown]]
        fitted.append(fit_choice_weights(ClubChoices(features, credibility, chosen[rows], excluded[rows]), prior))
    return np.stack(fitted)


def _without(members: csr_array, left_out: NDArray[np.intp]) -> csr_array:
    """Who is in which club, without the members left out."""
    counted = members.copy()
    counted.data[np.isin(np.repeat(np.arange(members.shape[0]), np.diff(members.indptr)), left_out)] = 0.0
    counted.eliminate_zeros()
    return counted


def newer_half(world: World, clubs: Rows, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Which of the clubs are the newer half, ``bool[n]``; of an odd number the larger half.

    Clubs whose time of founding is not known are the newest; equal times are ordered by lot.
    """
    order = np.lexsort((rng.random(len(clubs)), world.clubs["created"][clubs]))
    newer = np.zeros(len(clubs), np.bool_)
    newer[order[len(clubs) // 2 :]] = True
    return newer


def _feature_array(
    world: World, content: Content, similarity: ClubSimilarity, queries: QueryBatch, candidates: Rows
) -> Floats32:
    """All features of all candidates, ``float32[m, n, s]``."""
    values = np.zeros((len(queries.region), len(candidates), len(NAMES)), np.float32)
    for name, column in club_features(world, content, similarity, queries, candidates):
        values[:, :, NAMES.index(name)] = column
    return values
