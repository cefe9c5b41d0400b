"""Finding activities, and the page of one."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from moim_django import services
from teenplay.activities.models import Activity, ActivityMember
from teenplay.activities.offers import for_cards, offered_to
from teenplay.activities.participation import waiting_list
from teenplay.catalogue.models import Category, Shown
from teenplay.members.models import Member
from teenplay.pages import lists, search, visits
from teenplay.pages.cards import Card, cards_from
from teenplay.pages.forms import Filters
from teenplay.pages.viewer import viewer_of

PER_PAGE = 24
AGAIN = 1800
"""Seconds within which opening a page again is the same interest, not more of it."""


@require_safe
def activities(request: HttpRequest) -> HttpResponse:
    """The list with its filters; every combination has an address of its own."""
    now = timezone.now()
    form = Filters(request.GET)
    chosen = form.chosen()
    found, exact = _found(chosen, now)
    page = Paginator(for_cards(found, request.user.pk), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "chosen": chosen,
        "query": chosen["q"] or "",
        "narrowed": any(chosen[name] for name in ("region", "day", "until", "sort", "everything")),
        "categories": Category.objects.filter(status=Shown.SHOWN),
        "chosen_ids": {category.pk for category in chosen["category"] or ()},
        "page": page,
        "exact": exact,
        "cards": cards_from(page.object_list, now, lambda activity: _why(activity, chosen, now)),
        "now": now,
    }
    if not context["cards"]:
        popular = lists.popular(for_cards(offered_to(request.user.pk, now), request.user.pk))
        context["instead"] = cards_from(popular[:4], now, lists.why_popular)
    return render(request, "pages/activities.html", context)


def _found(chosen: dict[str, Any], now: datetime.datetime) -> tuple[QuerySet[Activity], bool]:
    """What the filters leave, in order, and whether it has all the words looked for (else it has some)."""
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
        search.refresh(limit=search.AT_ONCE)
        matches = search.matching(found, chosen["q"])
        exact = matches.exists()
        found = matches if exact else search.matching(found, chosen["q"], all_words=False)
    return _sorted(found, chosen, now), exact


def _sorted(found: QuerySet[Activity], chosen: dict[str, Any], now: datetime.datetime) -> QuerySet[Activity]:
    sort = chosen["sort"]
    if sort == "deadline":
        return lists.closing_soon(found.filter(recruit_end__gt=now))
    if sort == "popular":
        return lists.popular(found.with_joined_count())
    if chosen["q"] and sort != "newest":
        return found.order_by("-relevance", "-created_date", "-pk")
    return lists.newest(found)


def _why(activity: Activity, chosen: dict[str, Any], now: datetime.datetime) -> str:
    if chosen["q"]:
        return _("‘%(query)s’ 검색 결과예요") % {"query": chosen["q"]}
    if chosen["sort"] == "deadline":
        return lists.why_closing(activity, now)
    return lists.why_popular(activity) if chosen["sort"] == "popular" else lists.why_newest(activity, now)


@require_GET
def suggest(request: HttpRequest) -> HttpResponse:
    """Titles that fit what has been typed so far."""
    query = request.GET.get("q", "")
    titles = search.suggestions(Activity.objects.open_at(timezone.now()), query) if query.strip() else []
    return render(request, "components/suggestions.html", {"titles": titles})


@require_safe
def activity(request: HttpRequest, activity_id: int) -> HttpResponse:
    """An activity; opening it is something the recommender learns from."""
    now = timezone.now()
    viewer = viewer_of(request)
    shown = (
        for_cards(Activity.objects.shown(), request.user.pk)
        .defer(None)
        .select_related("club__region", "category", "pay")
    )
    found = get_object_or_404(shown, pk=activity_id)
    card = Card(found, now)
    _opened(request, found, viewer, now)
    others = for_cards(Activity.objects.open_at(now).filter(club=found.club_id).exclude(pk=found.pk), request.user.pk)
    return render(
        request,
        "pages/activity.html",
        {
            "card": card,
            "activity": found,
            "now": now,
            "place_at": seat_of(viewer, found, now),
            "going": _going(found),
            "others": cards_from(lists.closing_soon(others)[:4], now, lambda other: lists.why_closing(other, now)),
        },
    )


def seat_of(viewer: Member | None, activity: Activity, now: datetime.datetime) -> dict[str, Any]:
    """What the button at the end of the page offers, and what the member holds."""
    held = viewer and ActivityMember.objects.filter(activity=activity, member=viewer).first()
    status = held.status if held else ActivityMember.Status.CANCELLED
    waiting = 0
    if held and status == ActivityMember.Status.APPLIED:
        waiting = [row.pk for row in waiting_list(activity).only("pk")].index(held.pk) + 1
    begun = activity.recruit_start is not None and activity.recruit_start <= now
    ended = activity.recruit_end is None or activity.recruit_end <= now
    return {
        "going": status == ActivityMember.Status.TAKING_PART,
        "waiting": waiting,
        "open": begun and not ended,
        "not_yet": not begun,
    }


def _going(activity: Activity) -> list[Member]:
    """Some of those who take part, for their faces."""
    return list(
        Member.objects.filter(
            activitymember__activity=activity, activitymember__status=ActivityMember.Status.TAKING_PART
        ).only("pk", "nickname")[:6]
    )


def _opened(request: HttpRequest, activity: Activity, viewer: Member | None, now: datetime.datetime) -> None:
    if request.method != "GET":
        return
    if viewer is None:
        visits.remember(request, activity.pk, now)
        return
    recommendation, position = credit(request.GET.get("from", ""))
    services.record(
        member_id=viewer.pk,
        activity_id=activity.pk,
        kind="view",
        at=now,
        key=f"view-{viewer.pk}-{activity.pk}-{int(now.timestamp()) // AGAIN}",
        surface="page",
        recommendation=recommendation,
        position=position,
    )


def credit(shown_as: str) -> tuple[int | None, int | None]:
    """The list and the position in it that a card was opened from, as its address says ("812.3")."""
    recommendation, _, position = shown_as.partition(".")
    if recommendation.isdecimal() and position.isdecimal() and len(recommendation) < 19 and len(position) < 4:
        return int(recommendation), int(position)
    return None, None
