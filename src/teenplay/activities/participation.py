"""Liking, joining and cancelling: one transaction each, the interaction log included.

Whoever changes who takes part first locks the activity's row, so that requests for the last seat queue up behind each
other and each counts what the one before it left.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import models, transaction

from moim_django import services
from teenplay.activities.models import Activity, ActivityLike, ActivityMember

Status = ActivityMember.Status
LIKED, TAKEN_BACK = ActivityLike.Status.LIKED, ActivityLike.Status.TAKEN_BACK


class NotOpenError(Exception):
    """The activity is not recruiting at that moment."""


@dataclass(frozen=True, slots=True)
class Seat:
    """What a member holds: a seat, or the ``waiting``-th place of the waiting list (counted from 1; 0 with a seat)."""

    status: ActivityMember.Status
    waiting: int = 0


@transaction.atomic
def like(*, member_id: int, activity_id: int, now: datetime.datetime) -> bool:
    """Like an activity; ``False`` when the member liked it already.

    Raises:
        Activity.DoesNotExist: there is no such activity to be seen.
    """
    activity = Activity.objects.shown().get(pk=activity_id)
    row, created = ActivityLike.objects.get_or_create(
        activity=activity,
        member_id=member_id,
        defaults={"status": LIKED, "created_date": now, "updated_date": now},
    )
    changed = created or _turn(row, TAKEN_BACK, LIKED, now)
    if changed:
        services.record(member_id=member_id, activity_id=activity_id, kind="like", at=now)
    return changed


@transaction.atomic
def unlike(*, member_id: int, activity_id: int, now: datetime.datetime) -> bool:
    """Take a like back; ``False`` when there was none."""
    row = ActivityLike.objects.filter(activity_id=activity_id, member_id=member_id).first()
    changed = row is not None and _turn(row, LIKED, TAKEN_BACK, now)
    if changed:
        services.record(member_id=member_id, activity_id=activity_id, kind="unlike", at=now)
    return changed


@transaction.atomic
def join(*, member_id: int, activity_id: int, now: datetime.datetime) -> Seat:
    """Take a seat, or a place on the waiting list when there is none left. Joining twice is joining once.

    Raises:
        Activity.DoesNotExist: there is no such activity.
        NotOpenError: it is not recruiting at ``now``, or not shown any more.
    """
    activity = Activity.objects.select_for_update().get(pk=activity_id)
    row = ActivityMember.objects.filter(activity=activity, member_id=member_id).first()
    if row is None or row.status == Status.CANCELLED:
        if not Activity.objects.recruiting_at(now).filter(pk=activity_id).exists():
            raise NotOpenError
        row = row or ActivityMember(activity=activity, member_id=member_id, created_date=now, updated_date=now)
        free = free_seats(activity)
        _set(row, Status.APPLIED if free == 0 else Status.TAKING_PART, now)
        # Waiting is recorded as joining too: joins less cancellations then reach the seats exactly when there are none.
        services.record(member_id=member_id, activity_id=activity_id, kind="join", at=now)
    if row.status == Status.TAKING_PART:
        return Seat(Status.TAKING_PART)
    ahead = models.Q(updated_date__lt=row.updated_date) | models.Q(updated_date=row.updated_date, pk__lte=row.pk)
    return Seat(Status.APPLIED, waiting_list(activity).filter(ahead).count())


@transaction.atomic
def cancel(*, member_id: int, activity_id: int, now: datetime.datetime) -> bool:
    """Give a seat, or a place on the waiting list, back; ``False`` when the member held neither.

    Raises:
        Activity.DoesNotExist: there is no such activity.
    """
    activity = Activity.objects.select_for_update().get(pk=activity_id)
    row = ActivityMember.objects.filter(activity=activity, member_id=member_id).exclude(status=Status.CANCELLED).first()
    if row is None:
        return False
    _set(row, Status.CANCELLED, now)
    services.record(member_id=member_id, activity_id=activity_id, kind="cancel", at=now)
    if activity.start is None or now < activity.start:
        move_up(activity, now=now)
    return True


def move_up(activity: Activity, *, now: datetime.datetime) -> list[int]:
    """Give the free seats to those who wait longest; their member ids. The caller has locked the activity's row."""
    moved = list(waiting_list(activity)[: free_seats(activity)])
    for row in moved:
        _set(row, Status.TAKING_PART, now)
    return [row.member_id for row in moved]


def free_seats(activity: Activity) -> int | None:
    """How many seats are left; ``None`` when their number is not limited."""
    if activity.capacity is None:
        return None
    taken = ActivityMember.objects.filter(activity=activity, status=Status.TAKING_PART).count()
    return max(0, activity.capacity - taken)


def waiting_list(activity: Activity) -> models.QuerySet[ActivityMember]:
    """Those without a seat, who waits longest first."""
    return ActivityMember.objects.filter(activity=activity, status=Status.APPLIED).order_by("updated_date", "pk")


def _turn(row: ActivityLike, before: int, after: int, now: datetime.datetime) -> bool:
    """Change a like's status; of two requests at once only one changes it."""
    return bool(ActivityLike.objects.filter(pk=row.pk, status=before).update(status=after, updated_date=now))


def _set(row: ActivityMember, status: ActivityMember.Status, now: datetime.datetime) -> None:
    row.status = status
    if row._state.adding:
        row.save()
    else:
        ActivityMember.objects.filter(pk=row.pk).update(status=status, updated_date=now)
        row.updated_date = now
