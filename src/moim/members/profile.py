"""What a platform knows of a member without any learning."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Profile:
    """What a platform knows of a member when a list is asked for. All of it may be unknown, as for a visitor.

    Attributes:
        member_id: the platform's id; empty for a visitor.
        interests: names of categories the member chose.
        keywords: words the member chose.
        region: name of the region the member lives in.
        lat: latitude of home in degrees, ``nan`` where unknown.
        lon: longitude of home in degrees, ``nan`` where unknown.
        clubs: ids of the clubs the member is in.
        friends: ids of the member's friends.
    """

    member_id: str = ""
    interests: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    region: str = ""
    lat: float = math.nan
    lon: float = math.nan
    clubs: frozenset[str] = frozenset()
    friends: frozenset[str] = frozenset()
