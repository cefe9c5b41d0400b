"""What a visitor asked for before signing in, done once they have."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import resolve

KEY = "asked_for"
ACTIONS = frozenset({"like", "hide", "join", "cancel", "join_club"})
"""Names of the views that may be done so: what they do can be undone."""


def keep(request: HttpRequest, back: str) -> None:
    """Remember a request that needs a member."""
    match = request.resolver_match
    if match is not None and match.url_name in ACTIONS:
        request.session[KEY] = {
            "path": request.path,
            "on": request.POST.get("on", "1"),
            "next": back,
            "from": request.GET.get("from", ""),
        }


def finish(request: HttpRequest) -> HttpResponse | None:
    """Do what was asked for, as the member who has just signed in; its answer, or ``None`` if nothing was.

    The request that signed in has passed the CSRF check (or, coming back from a provider, brought the secret of this
    session), and what is done was asked for in the same session by a request that had passed it too.
    """
    asked = request.session.pop(KEY, None)
    if asked is None:
        return None
    request.method = "POST"
    request.POST = request.POST.copy()  # type: ignore[misc]
    request.POST["on"], request.POST["next"] = asked["on"], asked["next"]
    request.GET = request.GET.copy()  # type: ignore[misc]
    request.GET["from"] = asked.get("from", "")  # (a session may be older than this release)
    match = resolve(asked["path"])
    return match.func(request, *match.args, **match.kwargs)
