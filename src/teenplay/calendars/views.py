"""Mine by month, the secret feed, and one activity as a file."""

from __future__ import annotations

import datetime

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from teenplay.activities.models import Activity
from teenplay.calendars import ics, month
from teenplay.calendars.models import CalendarAddress, new_secret
from teenplay.kit.answers import for_members
from teenplay.members.models import Member
from teenplay.members.viewer import MemberRequest

PAST = datetime.timedelta(days=90)
LONGEST = 500


@require_safe
@for_members
def mine(request: MemberRequest) -> HttpResponse:
    """``?month=2026-05``: what the member takes part in, by day; and the address for other calendars."""
    today = timezone.localdate()
    first = month.parse(request.GET.get("month", ""), today)
    start, end = month.bounds(first)
    activities = list(_joined(request.user.pk).filter(start__lt=end, end__gte=start)[:LONGEST])
    address = CalendarAddress.objects.filter(member=request.user).first()
    context = {
        "first": first,
        "before": first - datetime.timedelta(1),
        "after": first + datetime.timedelta(32),
        "activities": activities,
        "now": timezone.now(),
        "weeks": month.weeks(first, activities, today),
        "feed": _feed_address(request, address.secret) if address else "",
    }
    return render(request, "calendars/mine.html", context)


@require_POST
@for_members
def new_address(request: MemberRequest) -> HttpResponse:
    """A secret address for the feed; the one before it, if any, ends."""
    CalendarAddress.objects.update_or_create(member=request.user, defaults={"secret": new_secret()})
    messages.success(request, _("새 캘린더 주소를 만들었어요."))
    return redirect("calendars:mine")


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """What the member with this secret takes part in, for their other calendars."""
    active = Member.AccountStatus.ACTIVE
    owner = CalendarAddress.objects.filter(secret=secret, member__status=active).first()
    if owner is None:
        raise Http404
    recent = _joined(owner.pk).filter(end__gt=timezone.now() - PAST)[:LONGEST]
    response = _ics(request, recent, "teenplay.ics", name=_("틴플레이"))
    response["Cache-Control"] = "private, max-age=600"
    return response


@require_safe
def one(request: HttpRequest, activity_id: int) -> HttpResponse:
    """One activity as a calendar file."""
    activity = get_object_or_404(Activity.objects.shown(), pk=activity_id, start__isnull=False)
    return _ics(request, [activity], f"activity-{activity.pk}.ics")


def _joined(member_id: int) -> QuerySet[Activity]:
    return Activity.objects.shown().joined_by(member_id).order_by("start", "pk")


def _ics(
    request: HttpRequest, activities: QuerySet[Activity] | list[Activity], file: str, *, name: str = ""
) -> HttpResponse:
    def address(activity: Activity) -> str:
        return request.build_absolute_uri(reverse("pages:activity", args=[activity.pk]))

    response = HttpResponse(ics.calendar(activities, address, name=name), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file}"'
    return response


def _feed_address(request: HttpRequest, secret: str) -> str:
    return request.build_absolute_uri(reverse("calendars:feed", args=[secret]))
