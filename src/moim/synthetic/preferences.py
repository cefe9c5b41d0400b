"""The true preferences: the utility of an activity for a member, and how likely the member is to notice it.

Utility is a weighted sum, so each signal a recommender can use explains a part of the choices and none explains all.
Choices add Gumbel noise to it (multinomial logit, McFadden 1974): a term of 1 multiplies the odds by e.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moim.data.times import DAY
from moim.synthetic.gatherings import Activities, Clubs
from moim.synthetic.people import People

# All weights are set by hand.
WEIGHTS = {
    "taste": 1.0,
    "distance": 0.9,  # times log(1 + km / 2)
    "free time": 0.7,
    "club": 2.0,  # a member of the club
    "habit": 0.5,  # times log(1 + joins with the club)
    "friends": 1.5,  # times log(1 + friends who participate)
    "organiser": 0.5,
    "appeal": 0.25,
    "crowd": 0.2,  # times log(1 + joins)
    "size": 0.5,  # times shyness, log(seats / 8)
    "price": 0.35,  # times thrift, log(1 + price / 10,000 won)
    "ahead": 0.35,  # times |log(days to the start / the member's horizon)|
    "fresh": 0.2,  # times log(1 + days since recruiting began)
    "season": 0.3,
    "clash": 1.5,  # the member has joined another activity on the same day
}

ATTENTION = {"club": 1.5, "friends": 1.3, "taste": 0.4, "crowd": 0.35, "fresh": 0.35, "near": 0.45, "liked": 0.8}

CARDS = 14
"""Number of cards on a page."""
VIEW_AT = -0.3
"""Utility at which half of the cards looked at are opened."""
LIKE_AT = 1.0
"""Utility at which the probability of a like is half of its maximum."""
JOIN_AT = 1.0
"""Utility of joining none of the opened activities."""

Matrix = NDArray[np.float32]
Degrees = NDArray[np.float64]


@dataclass(slots=True)
class Situation:
    """The time-dependent inputs of the utility, ``[members, activities]`` unless stated otherwise."""

    club: NDArray[np.bool_]
    """Whether the member is in the activity's club."""
    habit: NDArray[np.float32]
    """Number of activities of that club the member has joined."""
    friends: NDArray[np.float32]
    """Number of the member's friends among the participants."""
    clash: NDArray[np.bool_]
    """Whether the member has joined an activity on that day."""
    joins: NDArray[np.float32]
    """[activities]: number of participants."""
    distance: Matrix
    """Log distance from :func:`log_km`."""


def log_km(
    people: People,
    members: NDArray[np.int64],
    lat: Degrees,
    lon: Degrees,
    reach: NDArray[np.float32] | float = 1.0,
) -> Matrix:
    """``log(1 + km / (2 * reach))`` from the nearer of each member's two places to each given place.

    Parameters
    ----------
    people
        The members.
    members
        ``int64[m]``, their rows.
    lat
        ``float64[n]``, degrees.
    lon
        ``float64[n]``, degrees.
    reach
        ``float32[n]`` or a number.

    Returns
    -------
    Matrix
        ``float32[m, n]``.
    """
    km = np.minimum(
        _km(people.lat[members], people.lon[members], lat, lon),
        _km(people.second_lat[members], people.second_lon[members], lat, lon),
    )
    return np.log1p(km / np.float32(2.0) / np.asarray(reach, np.float32))


def _km(lat: Degrees, lon: Degrees, to_lat: Degrees, to_lon: Degrees) -> Matrix:
    """Distance in km by the equirectangular approximation; the error within Korea is at most a few per cent."""
    north = (lat[:, None] - to_lat).astype(np.float32) * np.float32(111.2)
    east = (lon[:, None] - to_lon).astype(np.float32) * np.float32(111.2 * np.cos(np.radians(36.0)))
    distance: Matrix = np.hypot(north, east)
    return distance


def utility(
    people: People,
    clubs: Clubs,
    activities: Activities,
    members: NDArray[np.int64],
    offers: NDArray[np.int64],
    at: NDArray[np.float64] | float,
    now: Situation,
) -> Matrix:
    """Expected utility of joining, ``float32[members, offers]``.

    It is ``-inf`` for activities of the member's own club, since owners do not join them.

    Parameters
    ----------
    people
        The members.
    clubs
        The clubs.
    activities
        The activities.
    members
        ``int64[members]``, rows.
    offers
        ``int64[offers]``, rows of activities.
    at
        Seconds since 1970, one for all or one for each member.
    now
        The situation at that time.
    """
    w = {name: np.float32(weight) for name, weight in WEIGHTS.items()}
    club = activities.club[offers]
    when = np.broadcast_to(np.asarray(at, np.float64).reshape(-1, 1), (len(members), 1))
    ahead = np.maximum((activities.start[offers] - when) / DAY, 0.1).astype(np.float32)
    age = np.maximum((when - activities.recruit_start[offers]) / DAY, 0.0).astype(np.float32)
    fixed = (
        w["organiser"] * clubs.quality[club]
        + w["appeal"] * activities.appeal[offers]
        + w["season"] * activities.in_season[offers]
        + w["crowd"] * np.log1p(now.joins)
    )
    value: Matrix = (
        w["taste"] * people.taste[members[:, None], activities.theme[offers]]
        - w["distance"] * now.distance
        + w["free time"] * people.free[members[:, None], activities.slot[offers]]
        + w["club"] * now.club
        + w["habit"] * np.log1p(now.habit)
        + w["friends"] * np.log1p(now.friends)
        - w["size"] * people.shyness[members, None] * activities.log_size[offers]
        - w["price"] * people.thrift[members, None] * activities.log_price[offers]
        - w["ahead"] * np.abs(np.log(ahead / people.horizon[members, None]))
        - w["fresh"] * np.log1p(age)
        - w["clash"] * now.clash
        + fixed.astype(np.float32)
    )
    value[clubs.owner[club] == members[:, None]] = -np.inf
    return value


def attention(
    people: People,
    activities: Activities,
    members: NDArray[np.int64],
    offers: NDArray[np.int64],
    at: NDArray[np.float64] | float,
    now: Situation,
) -> Matrix:
    """Log of the weight with which an activity is noticed, ``float32[members, offers]``.

    It is higher for activities that are new, popular, near, or connected with the member's clubs, friends and tastes.
    Arguments as in :func:`utility`.
    """
    w = {name: np.float32(weight) for name, weight in ATTENTION.items()}
    when = np.broadcast_to(np.asarray(at, np.float64).reshape(-1, 1), (len(members), 1))
    age = np.maximum((when - activities.recruit_start[offers]) / DAY, 0.0).astype(np.float32)
    value: Matrix = (
        w["club"] * now.club
        + w["friends"] * np.log1p(now.friends)
        + w["taste"] * people.taste[members[:, None], activities.theme[offers]]
        - w["near"] * now.distance
        - w["fresh"] * np.log1p(age)
        + w["crowd"] * np.log1p(now.joins)
    )
    return value
