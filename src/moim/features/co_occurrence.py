"""Which clubs occur together: similarity of clubs by the members they share.

Two clubs are similar when the same people belong to them and join their activities. With ``X[member, club]`` a member's
evidence at a club, 1 for belonging to it plus ``log(1 + activities joined there)``, it is the cosine of two columns,
shrunk towards 0 where there are few people (item-based collaborative filtering: Sarwar et al., 2001; the shrinkage:
Bell and Koren, 2007)::

    similarity(i, j) = <X_i, X_j> / (|X_i| |X_j| + shrink)
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from moim.data.world import World

NEIGHBOURS = 50
"""How many clubs are kept for each club, the most similar ones. Set by hand; it bounds memory and time."""

SHRINK = 3.0
"""Added to the denominator, so that two clubs are not yet similar because of one member they share. Set by hand;
not measured: few are in two clubs on Montana, where half or twice as much changes nothing."""


def club_similarity(world: World, at: float, *, neighbours: int = NEIGHBOURS, shrink: float = SHRINK) -> csr_array:
    """Similarity of clubs by what was known before ``at`` (seconds since 1970).

    Returns
    -------
    csr_array
        ``float32[clubs, clubs]`` in [0, 1], symmetric but for the limit on neighbours: row ``i`` holds the
        ``neighbours`` clubs most similar to club ``i``, itself left out. Empty if nobody is in two clubs.
    """
    shown = evidence(world, at)
    gram = (shown.T @ shown).tocoo()
    length = np.sqrt(np.asarray(shown.multiply(shown).sum(axis=0)).ravel())
    one, other = gram.coords
    off = one != other
    one, other, value = one[off], other[off], gram.data[off]
    value = value / (length[one] * length[other] + shrink)
    # Best first within each row; among equals the lower row, so that the same world gives the same matrix.
    order = np.lexsort((other, -value, one))
    one, other, value = one[order], other[order], value[order]
    first = np.searchsorted(one, np.arange(gram.shape[0]))
    kept = np.arange(len(one)) - first[one] < neighbours
    matrix = csr_array((value[kept].astype(np.float32), (one[kept], other[kept])), shape=gram.shape)
    matrix.sort_indices()
    return matrix


def evidence(world: World, at: float) -> csr_array:
    """What members have done with clubs before ``at``, ``float64[members, clubs]``: the matrix ``X`` above."""
    shape = (len(world.members), len(world.clubs))
    belongs = memberships(world, at)
    rows: list[int] = []
    columns: list[int] = []
    for club, going in zip(world.activities["club"].tolist(), world.participants, strict=True):
        for member, since in going.items():
            if not since >= at:
                rows.append(member)
                columns.append(club)
    joined = csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)
    joined.data = np.log1p(joined.data)
    return (belongs + joined).tocsr()


def memberships(world: World, at: float) -> csr_array:
    """Who was in which club before ``at``, ``float64[members, clubs]`` of ones.

    Memberships without a date count as always having been.
    """
    rows: list[int] = []
    columns: list[int] = []
    for member, clubs in enumerate(world.member_clubs):
        for club, since in clubs.items():
            if not since >= at:
                rows.append(member)
                columns.append(club)
    return csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(world.members), len(world.clubs)))
