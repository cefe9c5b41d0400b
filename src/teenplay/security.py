"""The Content-Security-Policy of every page."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.http import HttpRequest, HttpResponse

_OWN = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
# Unfold's pages carry inline styles and scripts, and Alpine.js evaluates the expressions in their attributes.
_ADMIN = f"{_OWN}; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'"


def allow_forms_to(response: HttpResponse, origins: Iterable[str]) -> None:
    """Let the forms of one page lead elsewhere: browsers hold the redirect that answers a form to the policy, too."""
    own = "form-action 'self'"
    response.headers["Content-Security-Policy"] = _OWN.replace(own, " ".join([own, *origins]))


class ContentSecurityPolicy:
    """Nothing from another host and nothing inline; what the admin's theme needs is allowed under ``/admin/`` only."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        policy = _ADMIN if request.path.startswith("/admin/") else _OWN
        response.headers.setdefault("Content-Security-Policy", policy)
        return response
