"""The main page: three tabs of picks, and rows of news, activities closing soon and activities near."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from teenplay.activities.cards import draw, read
from teenplay.catalogue import rows
from teenplay.members.viewer import viewer_of
from teenplay.pages import visits
from teenplay.pages.picks import Picks, choose, tabs
from teenplay.pages.shelves import offers, shelves

CAPITAL = 1
"""The region shown to visitors who have not chosen one."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """``?tab=`` chooses the list; ``?seen=1,2`` names the activities that are on the page already.

    htmx requests the next eight cards, or another tab. With another tab the rows below are chosen again, so that no
    activity is on the page twice.
    """
    now = timezone.now()
    tab = request.GET.get("tab", "")
    tab = tab if tab in {choice.name for choice in tabs()} else "for-you"
    seen = [int(part) for part in request.GET.get("seen", "").split(",") if part.isdecimal()]
    context = {"tabs_of_picks": tabs(), "tab": tab, "now": now}
    part = bool(request.htmx)  # type: ignore[attr-defined]
    if part and seen:
        picks = choose(request, tab, seen=seen, now=now)
        context["picks"] = Picks.after(seen, draw(picks, read([picks], request.user.pk), now))
        return render(request, "components/more_picks.html", context)
    viewer = viewer_of(request)
    region_id = viewer.region_id if viewer else visits.near(request) or CAPITAL
    offered = offers(request.user.pk, now)
    picks = choose(request, tab, seen=seen, now=now, eligible={offer.pk for offer in offered})
    below = shelves(request.user.pk, region_id, now, offered=offered, shown={choice.pk for choice in picks})
    activities = read([picks, *(shelf.choices for shelf in below)], request.user.pk)
    seen += [choice.pk for shelf in below for choice in shelf.choices]
    context |= {
        "picks": Picks.after(seen, draw(picks, activities, now)),
        "categories": rows.categories(now),
        "regions": rows.regions(now),
        "season": rows.season(now),
        "near": region_id,
        "shelves": [(shelf, draw(shelf.choices, activities, now)) for shelf in below],
    }
    return render(request, "components/tab.html" if part else "pages/home.html", context)
