"""Share cards and robots.txt."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from django.core.cache import cache
from django.db.models.fields.files import FieldFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe
from PIL import Image

from teenplay.activities.models import Activity
from teenplay.catalogue.models import Shown
from teenplay.clubs.models import Club
from teenplay.kit import dates
from teenplay.sharing import card

DAY = 24 * 3600
WEEK = datetime.timedelta(7)


@require_safe
def share_card(request: HttpRequest, activity_id: int) -> HttpResponse:
    """The share card of an activity."""
    activity = get_object_or_404(Activity.objects.shown().select_related("club"), pk=activity_id)
    return _answer(f"share-card:{activity.pk}:{activity.updated_date.timestamp()}", lambda: _of_activity(activity))


@require_safe
def club_card(request: HttpRequest, club_id: int) -> HttpResponse:
    """The share card of a club."""
    shown = Club.objects.filter(status=Shown.SHOWN).select_related("main_category", "region")
    club = get_object_or_404(shown, pk=club_id)
    return _answer(f"club-card:{club.pk}:{club.updated_date.timestamp()}", lambda: _of_club(club))


def _answer(key: str, drawn: Callable[[], bytes]) -> HttpResponse:
    png = cache.get_or_set(key, drawn, DAY)
    return HttpResponse(png, content_type="image/png", headers={"Cache-Control": f"public, max-age={DAY}"})


def _of_activity(activity: Activity) -> bytes:
    with translation.override("ko"):
        # Dates are written as seen a week before it was opened: the card is cached for longer than "today" is true.
        when = dates.date_and_time(activity.start, activity.created_date - WEEK) if activity.start else ""
    lines = (when, activity.address_location, activity.club.name if activity.club else "")
    return _drawn(activity.title, lines, activity.category_id, activity.banner)


def _of_club(club: Club) -> bytes:
    about = (club.main_category, club.region)
    lines = (club.intro, " · ".join(row.name for row in about if row))
    return _drawn(club.name, lines, club.main_category_id, club.profile or club.banner)


def _drawn(title: str, lines: tuple[str, ...], category_id: int | None, shown: FieldFile) -> bytes:
    if not shown:
        return card.draw(title, lines, category_id)
    try:
        with shown.open() as file, Image.open(file) as picture:
            return card.draw(title, lines, category_id, picture)
    except OSError:  # a loaded row may name a file that does not exist
        return card.draw(title, lines, category_id)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt: public pages may be crawled, pages for members not."""
    sitemap = request.build_absolute_uri(reverse("sitemap"))
    closed = "".join(f"Disallow: /{path}/\n" for path in ("admin", "api", "calendar", "friends", "me", "mine", "ai"))
    return HttpResponse(f"User-agent: *\n{closed}Sitemap: {sitemap}\n", content_type="text/plain; charset=utf-8")
