"""The page of one activity: its content, participants, similar activities, and why it was recommended."""

from __future__ import annotations

import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from moim_django import services
from teenplay.activities import lists
from teenplay.activities.cards import Card, cards_from
from teenplay.activities.models import Activity
from teenplay.activities.offers import for_cards, offered_to, shown_cards
from teenplay.activities.seat_status import seat_status, taking_part
from teenplay.friends import friendship
from teenplay.kit.reasons import sentences
from teenplay.members.viewer import viewer_of
from teenplay.pages import visits
from teenplay.pages.followed import followed
from teenplay.replies import threads

AGAIN = 1800
"""Opening a page again within this many seconds is not logged as another view."""
ROW = 4
FACES = 6


@require_safe
def activity(request: HttpRequest, activity_id: int) -> HttpResponse:
    """The page of an activity; opening it is logged as a view, from which the recommender learns."""
    now = timezone.now()
    shown = shown_cards(request.user.pk)
    found = get_object_or_404(shown.defer(None).select_related("club", "category"), pk=activity_id)
    if request.method == "GET":
        _opened(request, found, now)
    others = for_cards(Activity.objects.open_at(now).filter(club=found.club_id).exclude(pk=found.pk), request.user.pk)
    context = {
        "card": Card(found, now, shown_as=str(followed(request))),
        "activity": found,
        "now": now,
        "seat_status": seat_status(viewer_of(request), found, now),
        "going": list(taking_part(found)[:FACES]),
        "friends_joining": friendship.joining(found, request.user.pk),
        "thread": thread_of(found),
        "others": cards_from(lists.closing_soon(others)[:ROW], now, lambda other: lists.why_closing(other, now)),
        "similar": _similar(found, request.user.pk, now),
    }
    return render(request, "pages/activity.html", context)


@require_safe
def why(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Every reason the recommender has to show this activity to this person."""
    found = get_object_or_404(Activity.objects.shown(), pk=activity_id)
    page = services.recommend(
        member_id=request.user.pk,
        at=timezone.now(),
        k=1,
        candidates=[found.pk],
        clicks=[] if request.user.is_authenticated else visits.clicks(request),
        keep=False,
    )
    reasons = sentences(page.items[0].reasons) if page.items else []
    template = "components/why.html" if request.htmx else "pages/why.html"  # type: ignore[attr-defined]
    return render(request, template, {"activity": found, "reasons": reasons})


def thread_of(activity: Activity) -> threads.Thread:
    """The replies under an activity."""
    return threads.Thread(
        replies=threads.shown(activity.activityreply_set.all()),
        page=reverse("pages:activity", args=[activity.pk]),
        write=reverse("pages:reply", args=[activity.pk]),
        remove="pages:remove_reply",
        now=timezone.now(),
    )


def _similar(activity: Activity, member_id: int | None, now: datetime.datetime) -> list[Card]:
    """Similar activities by the recommender; of the same category if it does not know the activity yet."""
    page = services.similar(activity.pk, member_id=member_id, at=now, k=ROW)
    if page.items:
        words = (next(iter(sentences(item.reasons)), _("비슷한 활동이에요")) for item in page.items)
        return [
            Card(item.row, now, reason, f"{page.recommendation}.{item.position}")
            for item, reason in zip(page.items, words, strict=True)
        ]
    alike = offered_to(member_id, now).filter(category=activity.category_id).exclude(pk=activity.pk)
    alike = for_cards(alike.exclude(club=activity.club_id), member_id)
    return cards_from(lists.closing_soon(alike)[:ROW], now, lambda other: _("같은 카테고리의 활동이에요"))


def _opened(request: HttpRequest, activity: Activity, now: datetime.datetime) -> None:
    if not request.user.is_authenticated:
        visits.remember(request, activity.pk, now)
        return
    services.record(
        member_id=request.user.pk,
        activity_id=activity.pk,
        kind="view",
        at=now,
        key=f"view-{request.user.pk}-{activity.pk}-{int(now.timestamp()) // AGAIN}",
        surface="page",
        **followed(request)._asdict(),
    )
