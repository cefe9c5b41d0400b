"""Template tags for lists: ``{% load moim %}``."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import HttpRequest

from moim_django import services
from moim_django.services import ItemList

register = template.Library()


@register.simple_tag(takes_context=True)
def recommended_activities(context: template.Context, k: int = 8, surface: str = "", **wishes: Any) -> ItemList:
    """A list for the member or visitor of the page: ``{% recommended_activities 4 surface="sidebar" as list %}``.

    Then ``{% for item in list.items %}``: ``item.row`` is what the platform's adapter returned for the item,
    ``{{ item.reasons.0 }}`` says in the active language why it is listed. Further arguments are those of
    :func:`moim_django.services.recommend`.
    """
    return services.recommend(member_id=_member(context), k=k, surface=surface, **wishes)


@register.simple_tag(takes_context=True)
def recommended_clubs(context: template.Context, k: int = 8, surface: str = "", **wishes: Any) -> ItemList:
    """The same for clubs to join."""
    return services.recommend(member_id=_member(context), k=k, surface=surface, target="clubs", **wishes)


def _member(context: template.Context) -> int | None:
    request: HttpRequest = context["request"]
    user = getattr(request, "user", None)
    return user.pk if user is not None and user.is_authenticated else None
