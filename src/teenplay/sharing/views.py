"""Share cards and robots.txt."""

from __future__ import annotations

import datetime

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe
from PIL import Image

from teenplay.activities.models import Activity
from teenplay.pages import dates
from teenplay.sharing import card

DAY = 24 * 3600
WEEK = datetime.timedelta(7)


@require_safe
def share_card(request: HttpRequest, activity_id: int) -> HttpResponse:
    """The picture of an activity for wherever its address is shared."""
    activity = get_object_or_404(Activity.objects.shown().select_related("club"), pk=activity_id)
    key = f"share-card:{activity.pk}:{activity.updated_date.timestamp()}"
    png = cache.get_or_set(key, lambda: _drawn(activity), DAY)
    return HttpResponse(png, content_type="image/png", headers={"Cache-Control": f"public, max-age={DAY}"})


def _drawn(activity: Activity) -> bytes:
    with translation.override("ko"):
        # As seen the day it was opened less a week: the card outlives what is "today" now.
        when = dates.date_and_time(activity.start, activity.created_date - WEEK) if activity.start else ""
    lines = (when, activity.address_location, activity.club.name if activity.club else "")
    if not activity.banner:
        return card.draw(activity.title, lines, activity.category_id)
    try:
        with activity.banner.open() as file, Image.open(file) as picture:
            return card.draw(activity.title, lines, activity.category_id, picture)
    except OSError:  # the file of a loaded row may not be there
        return card.draw(activity.title, lines, activity.category_id)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What is open to all may be found; what needs a member is not worth looking at."""
    sitemap = request.build_absolute_uri(reverse("sitemap"))
    closed = "".join(f"Disallow: /{path}/\n" for path in ("admin", "api", "calendar", "friends", "me", "mine", "ai"))
    return HttpResponse(f"User-agent: *\n{closed}Sitemap: {sitemap}\n", content_type="text/plain; charset=utf-8")
