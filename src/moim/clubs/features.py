"""The features of a club's score for a member, by name.

From the source clubs a member is in (``a_i``, each weighted by ``size ** -0.2``) to candidate ``j``:

===========  ========================================================================
cosine       log(0.02 + sum a_i cosine(i, j))
log_lift     mean of log_lift(i, j)
text         log(0.02 + sum a_i <v_i, v_j>)
near         -mean of log(1 + km(i, j))
===========  ========================================================================

The similarities are those of :mod:`moim.clubs.similarity`, the vectors ``v`` those of :mod:`moim.clubs.content`. Of the
candidate alone: ``size``, log(1 + members), predicted where there are none. From what the member told: ``interest``,
whether the club has a category of theirs; ``keyword``, the cosine of their words and the club's; ``region``, whether it
is the same; ``home``, -log(1 + km). What is not known is 0.

The age of a club is no feature: among clubs of all ages older ones have gathered more members, and a weight learned
from that ranks new clubs wrongly among themselves.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.sparse import csr_array, diags_array

from moim.clubs.content import Content, scaled
from moim.clubs.query_batch import QueryBatch
from moim.clubs.similarity import UNKNOWN_KM, ClubSimilarity, chords, kilometres
from moim.data.arrays import Floats32, Rows
from moim.data.world import World

NAMES = ("cosine", "log_lift", "text", "near", "size", "interest", "keyword", "region", "home")

SMALL_CLUB_POWER = 0.2
"""A club a member is in counts ``size ** -SMALL_CLUB_POWER``: being in a small club says more. Set by hand (Phoenix,
the newest fifth of the clubs cold: nDCG@20 .3422 with 0, .3477 with 0.2, .3488 with 0.5)."""
OFFSET = np.float32(0.02)
"""Added before the logarithm, which would be minus infinity for clubs that have nothing in common. Set by hand
(Phoenix: nDCG@20 .3460 with 0.005, .3477 with 0.02, .3481 with 0.1)."""


def club_features(
    world: World, content: Content, similarity: ClubSimilarity, queries: QueryBatch, candidates: Rows
) -> Iterator[tuple[str, Floats32]]:
    """Name and values of each feature that is not 0 for all.

    Parameters
    ----------
    world
        The clubs and members.
    content
        Gives the vectors of keywords.
    similarity
        Of that world, extended to all candidates.
    queries
        ``m`` members.
    candidates
        Rows of ``n`` clubs.

    Yields
    ------
    tuple[str, Floats32]
        ``float32[m, n]``, or ``float32[1, n]`` where it is the same for all members.
    """
    if queries.clubs.nnz:
        yield from _from_clubs(world, similarity, queries.clubs, candidates)
    yield "size", similarity.log_size[candidates][None]
    yield from _from_profile(world, content, similarity, queries, candidates)


def _from_clubs(
    world: World, similarity: ClubSimilarity, clubs: csr_array, candidates: Rows
) -> Iterator[tuple[str, Floats32]]:
    used = np.unique(clubs.indices)
    sources = similarity.sources[used]
    weighted = clubs[:, used].astype(np.float32)
    size = np.maximum(np.expm1(similarity.log_size[sources]), 1.0)
    weighted.data *= size[weighted.indices] ** np.float32(-SMALL_CLUB_POWER)
    total = np.asarray(weighted.sum(axis=1)).ravel()
    mean = csr_array(diags_array((1.0 / np.maximum(total, 1e-9)).astype(np.float32)) @ weighted)
    # Sums as if the weights were 1 on average, so that a member of large clubs is not taken for one of few clubs.
    count = np.asarray(clubs.sum(axis=1), np.float32).reshape(-1, 1)
    block = np.ix_(used, candidates)
    for name, table in (("cosine", similarity.cosine), ("text", similarity.text)):
        yield name, np.log(OFFSET + np.maximum(count * (mean @ table[block]), 0.0))
    yield "log_lift", mean @ similarity.log_lift[block]
    yield "near", -(mean @ np.log1p(kilometres(world, sources, candidates)))


def _from_profile(
    world: World, content: Content, similarity: ClubSimilarity, queries: QueryBatch, candidates: Rows
) -> Iterator[tuple[str, Floats32]]:
    category = world.clubs["category"][candidates]
    if any(queries.interests):
        wanted = np.zeros((len(queries.interests), len(world.categories) + 1), np.float32)
        for row, interests in enumerate(queries.interests):
            wanted[row, list(interests)] = 1.0
        yield "interest", wanted[:, category]
    if any(queries.keywords):
        words = scaled(content.of_words(queries.keywords), similarity.relevance)
        yield "keyword", (words @ similarity.vectors[candidates].T).toarray()
    if (queries.region >= 0).any():
        region = world.clubs["region"][candidates]
        same = (queries.region[:, None] == region[None]) & (region >= 0)[None]
        yield "region", same.astype(np.float32)
    if not np.isnan(queries.home).all():
        c = world.clubs
        places = np.stack([c["x"][candidates], c["y"][candidates], c["z"][candidates]], axis=1)
        km = chords(queries.home, places)
        km = np.where(np.isnan(places[:, :1].T) & ~np.isnan(queries.home[:, :1]), UNKNOWN_KM, km)
        yield "home", -np.log1p(np.nan_to_num(km)).astype(np.float32)
