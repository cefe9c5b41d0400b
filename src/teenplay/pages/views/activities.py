"""Finding activities: the list with its filters, and suggestions while typing."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_safe

from moim_django import services
from teenplay.activities import lists
from teenplay.activities.cards import cards_from
from teenplay.activities.models import Activity, ActivityQuerySet
from teenplay.activities.offers import for_cards, offered_to
from teenplay.catalogue import rows
from teenplay.members.viewer import viewer_of
from teenplay.pages import visits
from teenplay.pages.forms import Filters
from teenplay.search import index, recent

PER_PAGE = 24
RANKED = 48
"""The recommender ranks this many of a list; the rest follows, newest first."""


@require_safe
def activities(request: HttpRequest) -> HttpResponse:
    """The list and its filters, all of which are in the address."""
    now = timezone.now()
    form = Filters(request.GET)
    chosen = form.chosen()
    found, exact = _found(chosen, now)
    if chosen["sort"] == "for-you":
        found = lists.in_order(found, _ranked(request, found, now))
    page = Paginator(for_cards(found, request.user.pk), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "chosen": chosen,
        "query": chosen["q"] or "",
        "narrowed": any(chosen[name] for name in ("region", "day", "until", "sort", "everything")),
        "categories": rows.categories(now),
        "chosen_ids": {category.pk for category in chosen["category"] or ()},
        "page": page,
        "exact": exact,
        "cards": cards_from(page.object_list, now, lambda activity: _why(activity, chosen, now)),
        "now": now,
    }
    member = viewer_of(request)
    if chosen["q"]:
        recent.remember(request, chosen["q"], now)
    elif member is not None:
        context["searches"] = recent.searches_of(member)
    if not context["cards"]:
        popular = lists.popular(for_cards(offered_to(request.user.pk, now), request.user.pk))
        context["instead"] = cards_from(popular[:4], now, lists.why_popular)
    return render(request, "pages/activities.html", context)


def _found(chosen: dict[str, Any], now: datetime.datetime) -> tuple[ActivityQuerySet, bool]:
    """The filtered activities in order, and whether they match all words of the query (else they match some)."""
    found = Activity.objects.shown() if chosen["everything"] else Activity.objects.open_at(now)
    if chosen["category"]:
        found = found.filter(category__in=chosen["category"])
    if chosen["region"]:
        found = found.filter(club__region=chosen["region"])
    midnight = datetime.time(tzinfo=timezone.get_current_timezone())
    if chosen["day"]:
        found = found.filter(start__gte=datetime.datetime.combine(chosen["day"], midnight))
    if chosen["until"]:
        found = found.filter(start__lt=datetime.datetime.combine(chosen["until"], midnight) + datetime.timedelta(1))
    exact = True
    if chosen["q"]:
        index.refresh(limit=index.AT_ONCE)
        matches = index.matching(found, chosen["q"])
        exact = matches.exists()
        found = matches if exact else index.matching(found, chosen["q"], all_words=False)
    return _sorted(found, chosen, now), exact


def _sorted(found: ActivityQuerySet, chosen: dict[str, Any], now: datetime.datetime) -> ActivityQuerySet:
    sort = chosen["sort"]
    if sort == "deadline":
        return lists.closing_soon(found.filter(recruit_end__gt=now))
    if sort == "popular":
        return lists.popular(found.with_joined_count())
    if chosen["q"] and sort != "newest":
        return found.order_by(F("relevance").desc(), "-created_date", "-pk")
    return lists.newest(found)


def _ranked(request: HttpRequest, found: ActivityQuerySet, now: datetime.datetime) -> list[int]:
    """The ids of the activities found, in the recommender's order."""
    page = services.recommend(
        member_id=request.user.pk,
        at=now,
        k=RANKED,
        candidates=list(found.values_list("pk", flat=True)),
        clicks=[] if request.user.is_authenticated else visits.clicks(request),
        keep=False,
    )
    return [item.id for item in page.items]


def _why(activity: Activity, chosen: dict[str, Any], now: datetime.datetime) -> str:
    if chosen["sort"] == "deadline":
        return lists.why_closing(activity, now)
    if chosen["sort"] == "popular" or chosen["q"]:
        return lists.why_popular(activity)
    return lists.why_newest(activity, now)


@require_GET
def suggest(request: HttpRequest) -> HttpResponse:
    """Titles that match what has been typed so far."""
    index.refresh(limit=index.AT_ONCE)
    query = request.GET.get("q", "")
    titles = index.suggestions(Activity.objects.open_at(timezone.now()), query) if query.strip() else []
    return render(request, "components/suggestions.html", {"titles": titles})
