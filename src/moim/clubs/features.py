"""The terms of a club's score for a member, by name.

From the clubs a member is in (``a_i``, each weighted by ``size ** -0.2``: small clubs say more), to candidate ``j``:

===========  ========================================================================
company      log(0.02 + sum a_i company(i, j))
odds         mean of odds(i, j)
text         log(0.02 + sum a_i <v_i, v_j>)
near         -mean of log(1 + km(i, j))
===========  ========================================================================

Of the candidate: ``size``, log(1 + members), predicted where there are none. From what the member told: ``interest``,
their category; ``keyword``, cosine of their words with the club's; ``region``, the same; ``home``, -log(1 + km). What
is not known counts 0.

The age of a club is no term: among clubs of all ages older ones have gathered more members, and a weight learned from
that ranks new clubs wrongly among themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array

from moim.clubs.content import Content, scaled
from moim.clubs.similarity import UNKNOWN_KM, ClubSimilarity, chords, kilometres
from moim.data.world import Floats, Floats32, Rows, World

FROM_CLUBS = ("company", "odds", "text", "near")
NAMES = (*FROM_CLUBS, "size", "interest", "keyword", "region", "home")

SMALL_CLUB_POWER = 0.2
LEAST = np.float32(0.02)


@dataclass(slots=True)
class QueryBatch:
    """Members who ask for clubs: the sources they are in (``[m, sources]``, weights) and what they told."""

    clubs: csr_array
    interests: Sequence[frozenset[int]]
    keywords: Sequence[tuple[str, ...]]
    region: NDArray[np.int16]
    home: Floats

    def take(self, rows: NDArray[np.intp]) -> QueryBatch:
        """Some of them."""
        return QueryBatch(
            self.clubs[rows],
            [self.interests[row] for row in rows],
            [self.keywords[row] for row in rows],
            self.region[rows],
            self.home[rows],
        )


def terms(
    world: World, content: Content, kinship: ClubSimilarity, askers: QueryBatch, candidates: Rows
) -> Iterator[tuple[str, Floats32]]:
    """Name and values of each term that is not 0 throughout; ``float32[m, n]``, or ``[1, n]`` where all share it."""
    if askers.clubs.nnz:
        yield from _from_clubs(world, kinship, askers.clubs, candidates)
    yield "size", kinship.size[candidates][None]
    yield from _from_profile(world, content, kinship, askers, candidates)


def _from_clubs(
    world: World, kinship: ClubSimilarity, clubs: csr_array, candidates: Rows
) -> Iterator[tuple[str, Floats32]]:
    used = np.unique(clubs.indices)
    sources = kinship.sources[used]
    weighed = clubs[:, used].astype(np.float32)
    size = np.maximum(np.expm1(kinship.size[sources]), 1.0)
    weighed.data *= size[weighed.indices] ** np.float32(-SMALL_CLUB_POWER)
    total = np.asarray(weighed.sum(axis=1)).ravel()
    mean = csr_array(diags_array((1.0 / np.maximum(total, 1e-9)).astype(np.float32)) @ weighed)
    # Sums as if the weights were 1 on average: a member of large clubs is not one of few.
    count = np.asarray(clubs.sum(axis=1), np.float32).reshape(-1, 1)
    block = np.ix_(used, candidates)
    for name, table in (("company", kinship.company), ("text", kinship.text)):
        yield name, np.log(LEAST + np.maximum(count * (mean @ table[block]), 0.0))
    yield "odds", mean @ kinship.odds[block]
    yield "near", -(mean @ np.log1p(kilometres(world, sources, candidates)))


def _from_profile(
    world: World, content: Content, kinship: ClubSimilarity, askers: QueryBatch, candidates: Rows
) -> Iterator[tuple[str, Floats32]]:
    category = world.clubs["category"][candidates]
    if any(askers.interests):
        wanted = np.zeros((len(askers.interests), len(world.categories) + 1), np.float32)
        for row, interests in enumerate(askers.interests):
            wanted[row, list(interests)] = 1.0
        yield "interest", wanted[:, category]
    if any(askers.keywords):
        words = scaled(content.of_words(askers.keywords), kinship.factors)
        yield "keyword", (words @ kinship.vectors[candidates].T).toarray()
    if (askers.region >= 0).any():
        region = world.clubs["region"][candidates]
        same = (askers.region[:, None] == region[None]) & (region >= 0)[None]
        yield "region", same.astype(np.float32)
    if not np.isnan(askers.home).all():
        c = world.clubs
        places = np.stack([c["x"][candidates], c["y"][candidates], c["z"][candidates]], axis=1)
        km = chords(askers.home, places)
        km = np.where(np.isnan(places[:, 0])[None], UNKNOWN_KM, km)
        yield "home", -np.log1p(np.nan_to_num(km)).astype(np.float32)
