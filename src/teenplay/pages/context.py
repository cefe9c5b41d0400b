"""What every page shows around its content: the five tabs and the chosen theme."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

THEMES = ("light", "dark")
THEME_COOKIE = "theme"

OWN = ("taste", "leave", "friends", "friend", "choose")
BOARD = ("write", "post", "edit_post")
OWNERS = ("open_club", "edit_club", "manage", "members", "open_activity", "edit_activity", "people")
"""Views that belong to the tab "my page" (``OWN``) or to the tab "clubs" (``BOARD``, ``OWNERS``)."""


class NavigationTab(NamedTuple):
    """An entry of the tab bar; ``here`` if the current page belongs to it."""

    name: str
    address: str
    icon: str
    here: bool


def shell(request: HttpRequest) -> dict[str, Any]:
    """``tabs`` and ``theme`` ("light", "dark", or "" for the device's own)."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return {"tabs": _tabs(request), "theme": theme if theme in THEMES else ""}


def _tabs(request: HttpRequest) -> list[NavigationTab]:
    here = request.resolver_match.url_name if request.resolver_match else ""
    return [
        NavigationTab(name, reverse(f"pages:{view}"), icon, here in views)
        for name, view, icon, views in (
            (_("홈"), "home", "home", ("home",)),
            (_("탐색"), "activities", "compass", ("activities", "activity")),
            (_("모임"), "clubs", "people", ("clubs", "club", *BOARD, *OWNERS)),
            (_("내 활동"), "mine", "calendar", ("mine",)),
            (_("마이"), "me", "person", ("me", *OWN)),
        )
    ]
