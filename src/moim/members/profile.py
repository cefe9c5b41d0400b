"""What a platform knows of a member without any learning."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Profile:
    """What a platform knows of a member when a list is asked for. All of it may be unknown, as for a visitor.

    Attributes
    ----------
    member_id
        The platform's id; empty for a visitor.
    interests
        Names of categories the member chose.
    keywords
        Words the member chose.
    region
        Name of the region the member lives in.
    lat
        Latitude of home in degrees, ``nan`` where unknown.
    lon
        Longitude of home in degrees, ``nan`` where unknown.
    clubs
        Ids of the clubs the member is in.
    friends
        Ids of the member's friends.
    """

    member_id: str = ""
    interests: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    region: str = ""
    lat: float = math.nan
    lon: float = math.nan
    clubs: frozenset[str] = frozenset()
    friends: frozenset[str] = frozenset()
