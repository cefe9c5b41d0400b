"""Uploaded pictures. They were re-encoded under a random name when they came in, so a file never changes."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve

KINDS = (".webp", ".png", ".jpg", ".jpeg", ".gif")


@require_safe
def picture(request: HttpRequest, path: str) -> HttpResponseBase:
    """A file of the uploads folder; only pictures are served, with a picture's content type."""
    if not path.lower().endswith(KINDS):
        raise Http404
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Content-Security-Policy"] = "default-src 'none'"
    return response
