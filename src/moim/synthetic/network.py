"""Draws the initial friendships, and the memberships of those who enter clubs on their own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from moim.data.times import DAY
from moim.synthetic.gatherings import Clubs
from moim.synthetic.people import People
from moim.synthetic.preferences import log_km


def draw_memberships(
    people: People, clubs: Clubs, rng: np.random.Generator, until: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Draw memberships, preferring clubs that are near, match the taste, and are popular and well run.

    The number of clubs per member is Poisson with a mean that grows with sociability, at most twelve. Owners are not
    listed as members of their own club.

    Returns
    -------
    tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]
        Member, club (rows, ``int64[memberships]``) and joining time (``float64[memberships]``, seconds since 1970).
    """
    wanted = np.minimum(rng.poisson(np.exp(0.5 + 0.7 * people.sociability)), 12)
    found: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    pull = np.log(clubs.popularity) + 0.4 * clubs.quality
    for first in range(0, len(people), 1000):
        members = np.arange(first, min(first + 1000, len(people)))
        appeal = (
            1.6 * people.taste[members][:, clubs.theme]
            - 1.3 * log_km(people, members, clubs.lat, clubs.lon)
            + pull
            + rng.gumbel(size=(len(members), len(clubs)))
        )
        appeal[clubs.owner == members[:, None]] = -np.inf
        ranked = np.argsort(-appeal, axis=1)[:, :12]
        row, place = np.nonzero(np.arange(ranked.shape[1]) < wanted[members, None])
        found.append((members[row], ranked[row, place]))
    member = np.concatenate([pair[0] for pair in found])
    club = np.concatenate([pair[1] for pair in found])
    possible_from = np.maximum(people.joined_at[member], clubs.created_at[club]) + 600
    # people join soon after signing up, or soon after the founding of the club
    joined_at = possible_from + rng.exponential(45 * DAY, len(member))
    before = joined_at < until
    return member[before], club[before], np.floor(joined_at[before])


def draw_friends(
    people: People, member: NDArray[np.int64], club: NDArray[np.int64], rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Draw pairs of friends in the same district: of the same age, of the same taste, or in the same club.

    Parameters
    ----------
    people
        The members.
    member
        ``int64[memberships]``, as from :func:`draw_memberships`.
    club
        ``int64[memberships]``, likewise.
    rng
        Random generator.

    Returns
    -------
    tuple[NDArray[np.int64], NDArray[np.int64]]
        Rows of both members of each pair, ``int64[pairs]``; each pair once, the smaller row first.
    """
    order_noise = rng.random((3, len(people)))
    schoolmates = np.lexsort((order_noise[0], people.birth, people.district))
    alike = np.lexsort((order_noise[1], np.argmax(people.taste, axis=1), people.district))
    clubmates = member[np.lexsort((rng.random(len(member)), club))]
    pairs = []
    for line, share in ((schoolmates, 0.55), (alike, 0.5), (clubmates, 0.35)):
        for step in (1, 2, 3):  # close in the sorted order: gives clusters of friends, not a random graph
            one, other = line[:-step], line[step:]
            near = people.district[one] == people.district[other]
            sociable = 1 / (1 + np.exp(-0.8 * (people.sociability[one] + people.sociability[other])))
            met = near & (one != other) & (rng.random(len(one)) < share * 3.0 * sociable / step**0.5)
            pairs.append(np.stack([np.minimum(one, other)[met], np.maximum(one, other)[met]], axis=1))
    unique = np.unique(np.concatenate(pairs), axis=0)
    return unique[:, 0], unique[:, 1]
