"""The recommender over HTTP, for a platform's own front end or its servers: a django-ninja router to mount.

A request is made by the signed-in member (by session; changes need the CSRF token), or by a server of the platform that
sends ``X-API-Key`` and the member's number in ``X-Member``; without either it is a visitor's.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from ninja import Query, Router, Schema, Status
from ninja.errors import HttpError
from ninja.security import APIKeyHeader, SessionAuth
from pydantic import AwareDatetime, Field

from moim.data.schema import Kind
from moim_django import services
from moim_django.conf import Moim

BROWSER_KINDS = ("view", "decline")
"""What a browser may report. Likes and joins are recorded by the platform, which decides whether they are allowed."""

Id = Annotated[int, Field(ge=1, lt=2**63)]


@dataclass(frozen=True, slots=True)
class Asker:
    """On whose behalf a request is made.

    Attributes
    ----------
    member_id
        The member; ``None``: a visitor.
    server
        Whether a server of the platform says so, not a browser.
    """

    member_id: int | None
    server: bool = False


class BySession(SessionAuth):
    """Authenticates the member who is signed in."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Asker | None:
        """The member; ``None`` if nobody is signed in."""
        return Asker(request.user.pk) if request.user.is_authenticated else None


class ByKey(APIKeyHeader):
    """Authenticates a server of the platform."""

    param_name = "X-API-Key"

    def authenticate(self, request: HttpRequest, key: str | None) -> Asker | None:
        """The member in ``X-Member``, or a visitor; ``None`` without the right key.

        Raises
        ------
        HttpError
            422, ``X-Member`` is not a number from 1 to 2**63 - 1.
        """
        expected = Moim.from_settings().api_key
        if not expected or not key or not constant_time_compare(key, expected):
            return None
        member = request.headers.get("X-Member", "")
        if not member:
            return Asker(None, server=True)
        if not member.isascii() or not member.isdigit() or not 0 < int(member) < 2**63:
            raise HttpError(422, "X-Member is the number of a member")
        return Asker(int(member), server=True)


def visitor(request: HttpRequest) -> Asker:
    """Anybody may see what a visitor sees."""
    return Asker(None)


class ReasonOut(Schema):
    """Why an item is listed."""

    code: str
    sentence: str


class ItemOut(Schema):
    """One item of a list."""

    id: int
    position: int
    score: float
    explored: bool
    reasons: list[ReasonOut]


class ListOut(Schema):
    """A list. ``recommendation`` goes back with clicks on it; it is text, as JavaScript's numbers are too short."""

    recommendation: str
    version: str
    items: list[ItemOut]


class InteractionIn(Schema):
    """Something a member did with an activity."""

    activity_id: Id
    kind: Kind
    at: AwareDatetime | None = None
    key: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    surface: Annotated[str, Field(max_length=20)] = ""
    recommendation: Annotated[int, Field(ge=0, lt=2**63)] | None = None
    position: Annotated[int, Field(ge=1, le=1000)] | None = None


class InteractionOut(Schema):
    """The interaction as recorded."""

    id: int
    at: datetime.datetime


class FeedbackIn(Schema):
    """Whether the member wants to see an activity."""

    activity_id: Id
    interested: bool


class FeedbackOut(Schema):
    """Whether the activity is hidden from the member now."""

    hidden: bool


router = Router(tags=["recommendations"])


@router.get("/recommendations", response=ListOut, auth=[ByKey(), BySession(), visitor])
def recommendations(
    request: HttpRequest,
    k: Annotated[int, Query(ge=1, le=50)] = 8,
    target: Literal["activities", "clubs"] = "activities",
    surface: Annotated[str, Query(max_length=20)] = "api",
    exclude: Annotated[list[Id], Query(max_length=500)] = [],  # noqa: B006  (read only)
) -> dict[str, Any]:
    """A list for the member, or for a visitor."""
    member_id = _asker(request).member_id
    return _answer(services.recommend(member_id=member_id, k=k, target=target, surface=surface, exclude=exclude))


@router.get("/activities/{activity_id}/similar", response=ListOut, auth=[ByKey(), BySession(), visitor])
def similar(request: HttpRequest, activity_id: Id, k: Annotated[int, Query(ge=1, le=50)] = 8) -> dict[str, Any]:
    """Activities like one, which the member could join now."""
    return _answer(services.similar(activity_id, member_id=_asker(request).member_id, k=k))


@router.post("/interactions", response={201: InteractionOut}, auth=[ByKey(), BySession()])
def interactions(request: HttpRequest, what: InteractionIn) -> Status[Any]:
    """Record something the member did. A browser may report views and declines of this moment, a server everything."""
    asker = _asker(request)
    member_id = _member(asker)
    if not asker.server and (what.kind not in BROWSER_KINDS or what.at is not None):
        raise HttpError(403, f"a browser reports {' and '.join(BROWSER_KINDS)}, of this moment")
    try:
        row = services.record(
            member_id=member_id,
            activity_id=what.activity_id,
            kind=what.kind,
            at=what.at,
            key=what.key,
            surface=what.surface,
            recommendation=what.recommendation,
            position=what.position,
        )
    except (services.OutOfOrderError, services.KeyReusedError) as error:
        raise HttpError(409, str(error)) from error
    return Status(201, row)


@router.post("/feedback", response=FeedbackOut, auth=[ByKey(), BySession()])
def feedback(request: HttpRequest, what: FeedbackIn) -> dict[str, bool]:
    """Hide this activity from the member, or show it again."""
    member_id = _member(_asker(request))
    if what.interested:
        services.take_back(member_id=member_id, activity_id=what.activity_id, kind="decline")
    else:
        services.record(member_id=member_id, activity_id=what.activity_id, kind="decline", surface="api")
    return {"hidden": not what.interested}


def _asker(request: HttpRequest) -> Asker:
    asker: Asker = request.auth  # type: ignore[attr-defined]
    return asker


def _member(asker: Asker) -> int:
    if asker.member_id is None:
        raise HttpError(422, "X-Member is missing")
    return asker.member_id


def _answer(made: services.ItemList) -> dict[str, Any]:
    return {
        "recommendation": str(made.recommendation),
        "version": made.version,
        "items": [
            {
                "id": item.id,
                "position": item.position,
                "score": item.score,
                "explored": item.explored,
                "reasons": [{"code": one.code, "sentence": str(one)} for one in item.reasons],
            }
            for item in made.items
        ],
    }
