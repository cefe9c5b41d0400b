"""The main page: three tabs of picks, and what is near, closing soon and new in one's clubs."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from moim_django.models import SeasonTheme
from teenplay.activities.models import Activity
from teenplay.activities.offers import for_cards, offered_to
from teenplay.catalogue.models import Category, Region, Shown
from teenplay.members.models import Member
from teenplay.pages import lists, visits
from teenplay.pages.cards import Card, cards_from
from teenplay.pages.picks import picks, tabs
from teenplay.pages.viewer import viewer_of

SHELF = 4
CAPITAL = 1
"""The region shown to visitors who have not chosen one."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """``?tab=`` chooses the list; ``?seen=1,2`` names what the person has above it already."""
    now = timezone.now()
    tab = request.GET.get("tab", "")
    tab = tab if tab in {choice.name for choice in tabs()} else "for-you"
    seen = [int(part) for part in request.GET.get("seen", "").split(",") if part.isdecimal()]
    found = picks(request, tab, seen=seen, member_id=request.user.pk, now=now)
    context = {"tabs_of_picks": tabs(), "tab": tab, "picks": found, "now": now, "more_of": bool(seen)}
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "components/more_picks.html" if seen else "components/picks.html", context)
    viewer = viewer_of(request)
    region_id = viewer.region_id if viewer else visits.near(request) or CAPITAL
    context |= {
        "categories": Category.objects.filter(status=Shown.SHOWN),
        "season": SeasonTheme.objects.on(timezone.localdate(now)),
        "regions": Region.objects.filter(status=Shown.SHOWN),
        "near": region_id,
        "shelves": _shelves(viewer, region_id, now, shown=[card.activity.pk for card in found.cards]),
    }
    return render(request, "pages/home.html", context)


class Shelf(NamedTuple):
    """A short row below the picks; ``query`` leads to all of it."""

    name: str
    heading: str
    query: str
    activities: QuerySet[Activity]
    reason: Callable[[Activity], str]


def _shelves(
    viewer: Member | None, region_id: int | None, now: datetime.datetime, shown: list[int]
) -> list[tuple[Shelf, list[Card]]]:
    """The rows that have something to show; no activity stands on the page twice."""
    member_id = viewer.pk if viewer else None
    activities = for_cards(offered_to(member_id, now), member_id)
    shelves = []
    if viewer is not None:
        news = lists.of_clubs_of(activities, viewer)
        shelves.append(Shelf("news", _("내 모임 소식"), "", news, lambda activity: _("내 모임의 새 활동이에요")))
    closing = lists.closing_soon(activities)
    shelves.append(Shelf("closing", _("곧 마감"), "?sort=deadline", closing, partial(lists.why_closing, now=now)))
    if region_id:
        near = lists.in_region(activities, region_id)
        query = f"?region={region_id}"
        shelves.append(Shelf("near", _("근처에서"), query, near, lambda activity: _("고른 지역에서 열려요")))
    filled = []
    for shelf in shelves:
        cards = cards_from(shelf.activities.exclude(pk__in=shown)[:SHELF], now, shelf.reason)
        shown = [*shown, *(card.activity.pk for card in cards)]
        if cards or shelf.name == "near":
            filled.append((shelf, cards))
    return filled
