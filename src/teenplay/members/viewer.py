"""The member who makes a request. ``request.user.pk`` is their id, ``None`` for a visitor."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from teenplay.members.models import Member


class MemberRequest(HttpRequest):
    """A request of a member: what a view behind :func:`teenplay.kit.answers.for_members` gets."""

    user: Member
    htmx: HtmxDetails


def viewer_of(request: HttpRequest) -> Member | None:
    """The member who is signed in, ``None`` for a visitor."""
    return request.user if isinstance(request.user, Member) else None
