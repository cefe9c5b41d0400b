"""Credit for recommendations: a card's links name its recommendation and its position there (``?from=812.3``)."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpRequest


class Followed(NamedTuple):
    """A recommendation and a position in it, from 1; both ``None`` if the member did not come from one."""

    recommendation: int | None = None
    position: int | None = None

    def __str__(self) -> str:
        """The value of ``from`` in a link; empty without a recommendation."""
        return "" if self.recommendation is None else f"{self.recommendation}.{self.position}"


def followed(request: HttpRequest) -> Followed:
    """The recommendation named in the request's address; none if the value is not of the form a card writes."""
    recommendation, _dot, position = request.GET.get("from", "").partition(".")
    if recommendation.isdecimal() and position.isdecimal() and int(recommendation) < 2**63 and len(position) < 4:
        return Followed(int(recommendation), int(position))
    return Followed()
