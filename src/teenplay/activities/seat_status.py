"""How a member stands to an activity, and who takes part in it."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from django.db.models import QuerySet

from teenplay.activities.models import Activity, ActivityMember
from teenplay.activities.participation import waiting_list
from teenplay.members.models import Member

Status = ActivityMember.Participation


class SeatStatus(NamedTuple):
    """How a member stands to an activity at one moment; it decides which button the activity's page shows.

    Attributes
    ----------
    going
        They take part.
    waiting
        Their place on the waiting list, from 1; 0 when they are not on it.
    open
        It is recruiting.
    not_yet
        Recruiting has not begun.
    overlap
        An activity they take part in at the same time, while this one is recruiting or about to.
    own
        It is an activity of their own club, which they do not apply to.
    """

    going: bool
    waiting: int
    open: bool
    not_yet: bool
    overlap: Activity | None
    own: bool


def seat_status(member: Member | None, activity: Activity, now: datetime.datetime) -> SeatStatus:
    """How a member (``None``: a visitor) stands to an activity; at most three queries."""
    held = member and ActivityMember.objects.filter(activity=activity, member=member).first()
    status = held.status if held else Status.CANCELLED
    waiting = 0
    if held and status == Status.APPLIED:
        waiting = list(waiting_list(activity).values_list("pk", flat=True)).index(held.pk) + 1
    begun = activity.recruit_start is not None and activity.recruit_start <= now
    ended = activity.recruit_end is None or activity.recruit_end <= now
    overlap = _overlapping(member, activity) if member and not ended else None
    own = member is not None and activity.club is not None and activity.club.member_id == member.pk
    return SeatStatus(status == Status.TAKING_PART, waiting, begun and not ended, not begun, overlap, own)


def taking_part(activity: Activity) -> QuerySet[Member]:
    """The members who take part, with the columns their faces need."""
    members = Member.objects.filter(activitymember__activity=activity, activitymember__status=Status.TAKING_PART)
    return members.only("pk", "nickname")


def _overlapping(member: Member, activity: Activity) -> Activity | None:
    """The first activity the member takes part in while this one lasts."""
    if activity.start is None or activity.end is None:
        return None
    same_time = (
        Activity.objects.shown()
        .joined_by(member)
        .filter(start__lt=activity.end, end__gt=activity.start)
        .exclude(pk=activity.pk)
    )
    return same_time.order_by("start").first()
