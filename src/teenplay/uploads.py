"""Uploaded pictures. Each was drawn anew when it came and has a name of chance, so it never changes."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve

KINDS = (".webp", ".png", ".jpg", ".jpeg", ".gif")


@require_safe
def picture(request: HttpRequest, path: str) -> HttpResponseBase:
    """A file of the uploads folder; only pictures are given out, and only as such."""
    if not path.lower().endswith(KINDS):
        raise Http404
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Content-Security-Policy"] = "default-src 'none'"
    return response
