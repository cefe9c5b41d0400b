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
from teenplay.catalogue.models import Category, Shown
from teenplay.members.models import Member
from teenplay.pages import lists
from teenplay.pages.cards import Card, cards_from
from teenplay.pages.picks import picks, tabs
from teenplay.pages.viewer import viewer_of

SHELF = 4


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
    context |= {
        "categories": Category.objects.filter(status=Shown.SHOWN),
        "season": SeasonTheme.objects.on(timezone.localdate(now)),
        "shelves": _shelves(viewer_of(request), now, shown=[card.activity.pk for card in found.cards]),
    }
    return render(request, "pages/home.html", context)


class Shelf(NamedTuple):
    """A short row below the picks; ``query`` leads to all of it."""

    heading: str
    query: str
    activities: QuerySet[Activity]
    reason: Callable[[Activity], str]


def _shelves(viewer: Member | None, now: datetime.datetime, shown: list[int]) -> list[tuple[Shelf, list[Card]]]:
    """The rows that have something to show; no activity stands on the page twice."""
    member_id = viewer.pk if viewer else None
    activities = for_cards(offered_to(member_id, now), member_id)
    shelves = [
        Shelf(_("곧 마감"), "?sort=deadline", lists.closing_soon(activities), partial(lists.why_closing, now=now))
    ]
    if viewer is not None:
        news = lists.of_clubs_of(activities, viewer)
        shelves.insert(0, Shelf(_("내 모임 소식"), "", news, lambda activity: _("내 모임의 새 활동이에요")))
        if viewer.region_id:
            near = lists.in_region(activities, viewer.region_id)
            query = f"?region={viewer.region_id}"
            shelves.append(Shelf(_("근처에서"), query, near, lambda activity: _("우리 동네에서 열려요")))
    filled = []
    for shelf in shelves:
        cards = cards_from(shelf.activities.exclude(pk__in=shown)[:SHELF], now, shelf.reason)
        shown = [*shown, *(card.activity.pk for card in cards)]
        if cards:
            filled.append((shelf, cards))
    return filled
