"""The Content-Security-Policy of the site and of the admin, sent by django-csp."""

from __future__ import annotations

from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest, HttpResponseBase

SITE: dict[str, list[str]] = {
    "default-src": [SELF],
    "img-src": [SELF, "data:"],
    "object-src": [NONE],
    "base-uri": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
}
"""Pages load nothing from another host, and run nothing inline."""

ADMIN: dict[str, list[str]] = {"script-src": [SELF, UNSAFE_INLINE, UNSAFE_EVAL], "style-src": [SELF, UNSAFE_INLINE]}
"""Unfold's pages have inline styles and scripts, and Alpine.js evaluates the expressions in their attributes."""


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """django-csp's middleware, which also allows :data:`ADMIN` to the pages under ``/admin/``."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if request.path.startswith("/admin/"):
            parts.update = {**(parts.update or {}), **ADMIN}
        return parts
