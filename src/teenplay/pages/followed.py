"""Which recommendation a person follows: a card's addresses name its list and its place in it (``?from=812.3``)."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpRequest


class Followed(NamedTuple):
    """A list and the position in it, from 1; none of both where no list was followed."""

    recommendation: int | None = None
    position: int | None = None

    def __str__(self) -> str:
        """As addresses have it; empty where no list was followed."""
        return "" if self.recommendation is None else f"{self.recommendation}.{self.position}"


def followed(request: HttpRequest) -> Followed:
    """What the address of a request says; nothing where it says something else than a card's addresses do."""
    recommendation, _dot, position = request.GET.get("from", "").partition(".")
    if recommendation.isdecimal() and position.isdecimal() and int(recommendation) < 2**63 and len(position) < 4:
        return Followed(int(recommendation), int(position))
    return Followed()
