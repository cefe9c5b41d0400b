"""Liking, joining and cancelling: one transaction each, the interaction log included.

A function that changes who takes part locks the activity's row first. Simultaneous requests for the last seat therefore
run one after the other, and each counts the seats the one before it left.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import models, transaction

from moim_django import services
from teenplay.activities.models import Activity, ActivityLike, ActivityMember

Status = ActivityMember.Participation
LIKED, TAKEN_BACK = ActivityLike.LikeStatus.LIKED, ActivityLike.LikeStatus.TAKEN_BACK


class NotOpenError(Exception):
    """The activity is not recruiting at that moment, or not for this member."""


class FullError(Exception):
    """There is no seat left to give."""


@dataclass(frozen=True, slots=True)
class Seat:
    """The result of joining: a seat, or a place on the waiting list (``waiting``, counted from 1; 0 with a seat)."""

    status: ActivityMember.Participation
    waiting: int = 0


@transaction.atomic
def like(
    *,
    member_id: int,
    activity_id: int,
    now: datetime.datetime,
    recommendation: int | None = None,
    position: int | None = None,
) -> bool:
    """Like an activity; ``False`` when the member liked it already.

    Parameters
    ----------
    recommendation
        The recommendation in which the member found it, if any; ``position`` is its place there.

    Raises
    ------
    Activity.DoesNotExist
        There is no such activity, or it is not shown.
    """
    activity = Activity.objects.shown().get(pk=activity_id)
    row, created = ActivityLike.objects.get_or_create(
        activity=activity,
        member_id=member_id,
        defaults={"status": LIKED, "created_date": now, "updated_date": now},
    )
    changed = created or _turn(row, TAKEN_BACK, LIKED, now)
    if changed:
        services.record(
            member_id=member_id,
            activity_id=activity_id,
            kind="like",
            at=now,
            recommendation=recommendation,
            position=position,
        )
    return changed


@transaction.atomic
def unlike(*, member_id: int, activity_id: int, now: datetime.datetime) -> bool:
    """Take a like back; ``False`` when there was none.

    Raises
    ------
    Activity.DoesNotExist
        There is no such activity to be seen.
    """
    Activity.objects.shown().get(pk=activity_id)
    row = ActivityLike.objects.filter(activity_id=activity_id, member_id=member_id).first()
    changed = row is not None and _turn(row, LIKED, TAKEN_BACK, now)
    if changed:
        services.record(member_id=member_id, activity_id=activity_id, kind="unlike", at=now)
    return changed


@transaction.atomic
def join(
    *,
    member_id: int,
    activity_id: int,
    now: datetime.datetime,
    recommendation: int | None = None,
    position: int | None = None,
) -> Seat:
    """Take a seat; or a place on the waiting list when no seat is left or the owner accepts each participant.

    Joining again changes nothing.

    Parameters
    ----------
    recommendation
        The recommendation in which the member found it, if any; ``position`` is its place there.

    Raises
    ------
    Activity.DoesNotExist
        There is no such activity.
    NotOpenError
        It is not recruiting at ``now``, or not shown any more, or the owner has refused the member.
    """
    activity = Activity.objects.select_for_update().get(pk=activity_id)
    row = ActivityMember.objects.filter(activity=activity, member_id=member_id).first()
    if row is None or row.status == Status.CANCELLED:
        if (row and row.refused) or not Activity.objects.recruiting_at(now).filter(pk=activity_id).exists():
            raise NotOpenError
        row = row or ActivityMember(activity=activity, member_id=member_id, created_date=now, updated_date=now)
        if activity.approval or free_seats(activity) == 0:
            _set(row, Status.APPLIED, _behind_the_last(activity, now))
        else:
            _set(row, Status.TAKING_PART, now)
        # Waiting is logged as a join too, so that joins minus cancellations reach the capacity exactly when it is full.
        services.record(
            member_id=member_id,
            activity_id=activity_id,
            kind="join",
            at=now,
            recommendation=recommendation,
            position=position,
        )
    if row.status == Status.TAKING_PART:
        return Seat(Status.TAKING_PART)
    ahead = models.Q(updated_date__lt=row.updated_date) | models.Q(updated_date=row.updated_date, pk__lte=row.pk)
    return Seat(Status.APPLIED, waiting_list(activity).filter(ahead).count())


@transaction.atomic
def cancel(*, member_id: int, activity_id: int, now: datetime.datetime) -> bool:
    """Give up a seat or a place on the waiting list; ``False`` when the member had neither.

    Raises
    ------
    Activity.DoesNotExist
        There is no such activity.
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


@transaction.atomic
def accept(*, member_id: int, activity_id: int, now: datetime.datetime) -> bool:
    """Give a seat to an applicant, whatever their place on the waiting list; ``False`` if they no longer apply.

    Raises
    ------
    Activity.DoesNotExist
        There is no such activity.
    FullError
        No seat is left.
    """
    activity = Activity.objects.select_for_update().get(pk=activity_id)
    row = waiting_list(activity).filter(member=member_id).first()
    if row is None:
        return False
    if free_seats(activity) == 0:
        raise FullError
    _set(row, Status.TAKING_PART, now)
    return True


@transaction.atomic
def refuse(*, member_id: int, activity_id: int, now: datetime.datetime) -> bool:
    """Cancel someone's seat or application; they cannot apply again. ``False`` when they have neither.

    Raises
    ------
    Activity.DoesNotExist
        There is no such activity.
    """
    Activity.objects.select_for_update().get(pk=activity_id)
    changed = cancel(member_id=member_id, activity_id=activity_id, now=now)
    if changed:
        ActivityMember.objects.filter(activity=activity_id, member=member_id).update(refused=True)
    return changed


def move_up(activity: Activity, *, now: datetime.datetime) -> list[int]:
    """Give free seats to the members who have waited longest; returns their ids. The activity's row must be locked.

    Nobody moves up when the owner accepts each participant.
    """
    if activity.approval:
        return []
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
    """Applicants without a seat, the longest waiting first."""
    return ActivityMember.objects.filter(activity=activity, status=Status.APPLIED).order_by("updated_date", "pk")


def _behind_the_last(activity: Activity, now: datetime.datetime) -> datetime.datetime:
    """A time after that of the last applicant: a request that came earlier may have waited longer for the lock."""
    last = waiting_list(activity).last()
    return now if last is None else max(now, last.updated_date + datetime.timedelta(microseconds=1))


def _turn(row: ActivityLike, before: int, after: int, now: datetime.datetime) -> bool:
    """Change a like's status; of two simultaneous requests only one returns ``True``."""
    return bool(ActivityLike.objects.filter(pk=row.pk, status=before).update(status=after, updated_date=now))


def _set(row: ActivityMember, status: ActivityMember.Participation, now: datetime.datetime) -> None:
    row.status = status
    if row._state.adding:
        row.updated_date = now
        row.save()
    else:
        ActivityMember.objects.filter(pk=row.pk).update(status=status, updated_date=now)
        row.updated_date = now
