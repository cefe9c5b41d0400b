"""``{% load moim %}``: lists where a template wants them."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import HttpRequest

from moim_django import services
from moim_django.services import ItemList

register = template.Library()


@register.simple_tag(takes_context=True)
def recommended_activities(context: template.Context, k: int = 8, surface: str = "", **wishes: Any) -> ItemList:
    """A list for whoever asks for the page: ``{% recommended_activities 4 surface="sidebar" as page %}``.

    Then ``{% for item in page.items %}``: ``item.row`` is the platform's own, ``item.reasons`` say why.
    """
    return services.recommend(member_id=_member(context), k=k, surface=surface, **wishes)


@register.simple_tag(takes_context=True)
def recommended_clubs(context: template.Context, k: int = 8, surface: str = "", **wishes: Any) -> ItemList:
    """The same of clubs to join."""
    return services.recommend(member_id=_member(context), k=k, surface=surface, target="clubs", **wishes)


def _member(context: template.Context) -> int | None:
    request: HttpRequest = context["request"]
    user = getattr(request, "user", None)
    return user.pk if user is not None and user.is_authenticated else None
