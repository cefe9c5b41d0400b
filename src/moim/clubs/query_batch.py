"""Members for whom clubs are ranked, as arrays: the clubs they are in and what they told about themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from moim.data.arrays import Floats
from moim.data.world import World
from moim.features import Member


@dataclass(slots=True)
class QueryBatch:
    """``m`` members who ask for clubs.

    Attributes
    ----------
    clubs
        The source clubs they are in, ones, ``[m, sources]``.
    interests
        Rows of categories.
    keywords
        Free words.
    region
        ``int16[m]``, -1 where it is not known.
    home
        On the unit sphere, ``float64[m, 3]``, ``nan`` where it is not known.
    """

    clubs: csr_array
    interests: Sequence[frozenset[int]]
    keywords: Sequence[tuple[str, ...]]
    region: NDArray[np.int16]
    home: Floats

    @classmethod
    def of_member(cls, world: World, positions: Mapping[int, int], member: Member) -> QueryBatch:
        """One member, who may be unknown to the world.

        ``positions`` gives the position of each source club among the sources, by row.
        """
        clubs = set(member.clubs) | set(world.activities["club"][member.joined].tolist())
        return cls(
            source_matrix([clubs], positions),
            [member.interests],
            [member.keywords],
            np.array([member.region], np.int16),
            np.asarray(member.home, np.float64)[None],
        )

    @classmethod
    def of_rows(cls, world: World, positions: Mapping[int, int], members: Sequence[int], at: float) -> QueryBatch:
        """Members as the world knows them before ``at``; row -1 is someone about whom nothing is known."""
        rows = np.asarray(members, np.intp)
        # Row -1 reads the element after the last: nothing is known.
        regions = np.append(world.members["region"], np.int16(-1))
        homes = np.pad(
            np.stack([world.members[axis] for axis in "xyz"], axis=1), ((0, 1), (0, 0)), constant_values=np.nan
        )
        return cls(
            source_matrix([_clubs_of(world, row, at) if row >= 0 else set() for row in members], positions),
            [_interests(world, row) if row >= 0 else frozenset() for row in members],
            [world.keywords[row] if row >= 0 else () for row in members],
            regions[rows],
            homes[rows].astype(np.float64),
        )

    def take(self, rows: NDArray[np.intp]) -> QueryBatch:
        """Some of the members."""
        return QueryBatch(
            self.clubs[rows],
            [self.interests[row] for row in rows],
            [self.keywords[row] for row in rows],
            self.region[rows],
            self.home[rows],
        )


def source_matrix(clubs: Sequence[set[int]], positions: Mapping[int, int]) -> csr_array:
    """Sets of club rows as ones, ``float32[m, sources]``; clubs that are no source are left out."""
    found = [sorted(p for club in own if (p := positions.get(club, -1)) >= 0) for own in clubs]
    indptr = np.cumsum([0, *map(len, found)])
    indices = np.array([p for own in found for p in own], np.int32)
    return csr_array((np.ones(len(indices), np.float32), indices, indptr), shape=(len(clubs), len(positions)))


def _clubs_of(world: World, member: int, at: float) -> set[int]:
    """Clubs a member was in, or went to an activity of, before ``at``; a time that is not known counts as before."""
    clubs = {club for club, since in world.member_clubs[member].items() if not since >= at}
    joined = [activity for activity, since in world.joined[member].items() if not since >= at]
    return clubs | set(world.activities["club"][joined].tolist())


def _interests(world: World, member: int) -> frozenset[int]:
    return frozenset(row for row in map(world.categories.get, world.interests[member]) if row >= 0)
