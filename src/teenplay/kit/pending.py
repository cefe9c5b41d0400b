"""Actions that visitors asked for before signing in, carried out once they have."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.urls import resolve

KEY = "asked_for"
"""The session's key of the request that waits for a sign-in."""

View = TypeVar("View", bound=Callable[..., HttpResponse])


def done_after_sign_in(view: View) -> View:
    """Mark a view that may be called for a visitor once they have signed in.

    Only a view whose effect the member can undo themselves may be marked: the press was made before they signed in.
    """
    view.__dict__["done_after_sign_in"] = True
    return view


def keep(request: HttpRequest, back: str) -> None:
    """Keep a request that needs a member, if its view is marked with :func:`done_after_sign_in`."""
    match = request.resolver_match
    if match is not None and getattr(match.func, "done_after_sign_in", False):
        request.session[KEY] = {
            "path": request.path,
            "on": request.POST.get("on", "1"),
            "next": back,
            "from": request.GET.get("from", ""),
        }


def finish(request: HttpRequest) -> HttpResponse | None:
    """Carry out the kept request as the member who has just signed in; returns its response, ``None`` without one.

    This is safe: the sign-in has passed the CSRF check (or has brought the session's secret back from a provider), and
    the kept request came from the same session and had passed the check as well.
    """
    asked = request.session.pop(KEY, None)
    if asked is None:
        return None
    request.method = "POST"
    posted, queried = request.POST.copy(), request.GET.copy()
    posted["on"], posted["next"] = asked["on"], asked["next"]
    queried["from"] = asked.get("from", "")  # (a session may be older than this release)
    request.POST, request.GET = posted, queried  # type: ignore[assignment]
    match = resolve(asked["path"])
    answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return answer
