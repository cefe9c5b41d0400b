"""The page of one activity: what it is, who goes, what is like it, and why it was recommended."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from moim_django import services
from teenplay.activities.models import Activity, ActivityMember
from teenplay.activities.offers import for_cards, offered_to, shown_cards
from teenplay.activities.participation import waiting_list
from teenplay.friends import friendship
from teenplay.members.models import Member
from teenplay.pages import lists, threads, visits
from teenplay.pages.cards import Card, cards_from
from teenplay.pages.followed import followed
from teenplay.pages.reasons import sentences
from teenplay.pages.viewer import viewer_of

AGAIN = 1800
"""Seconds within which opening a page again is the same interest, not more of it."""
ROW = 4

Status = ActivityMember.Status


@require_safe
def activity(request: HttpRequest, activity_id: int) -> HttpResponse:
    """An activity; opening it is something the recommender learns from."""
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
        "place_at": place_of(viewer_of(request), found, now),
        "going": _going(found),
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


class Place(NamedTuple):
    """What a member holds of an activity, and what the button at the end of its page can offer."""

    going: bool
    waiting: int
    open: bool
    not_yet: bool
    overlap: Activity | None
    own: bool


def place_of(viewer: Member | None, activity: Activity, now: datetime.datetime) -> Place:
    """``waiting`` is the place in the waiting list from 1, 0 outside it; ``overlap`` is joined and at the same time.

    Who holds the activity themselves (``own``) has people to see to, and no need to apply.
    """
    held = viewer and ActivityMember.objects.filter(activity=activity, member=viewer).first()
    status = held.status if held else Status.CANCELLED
    waiting = 0
    if held and status == Status.APPLIED:
        waiting = list(waiting_list(activity).values_list("pk", flat=True)).index(held.pk) + 1
    begun = activity.recruit_start is not None and activity.recruit_start <= now
    ended = activity.recruit_end is None or activity.recruit_end <= now
    overlap = _overlapping(viewer, activity) if viewer and not ended else None
    own = viewer is not None and activity.club is not None and activity.club.member_id == viewer.pk
    return Place(status == Status.TAKING_PART, waiting, begun and not ended, not begun, overlap, own)


def _overlapping(viewer: Member, activity: Activity) -> Activity | None:
    """Something the viewer takes part in while this activity lasts."""
    if activity.start is None or activity.end is None:
        return None
    joined = Activity.objects.shown().filter(activitymember__member=viewer, activitymember__status=Status.TAKING_PART)
    same_time = joined.filter(start__lt=activity.end, end__gt=activity.start).exclude(pk=activity.pk)
    return same_time.order_by("start").first()


def thread_of(activity: Activity) -> threads.Thread:
    """What members wrote under it."""
    return threads.Thread(
        replies=threads.shown(activity.activityreply_set),
        page=reverse("pages:activity", args=[activity.pk]),
        write=reverse("pages:reply", args=[activity.pk]),
        remove="pages:remove_reply",
        now=timezone.now(),
    )


def _going(activity: Activity) -> list[Member]:
    """Some of those who take part, for their faces."""
    going = Member.objects.filter(activitymember__activity=activity, activitymember__status=Status.TAKING_PART)
    return list(going.only("pk", "nickname")[:6])


def _similar(activity: Activity, member_id: int | None, now: datetime.datetime) -> list[Card]:
    """What the recommender finds alike; the same category where it does not know the activity yet."""
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
