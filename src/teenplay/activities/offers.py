"""Which activities may be offered to a member at a moment, and reading activities for cards."""

from __future__ import annotations

import datetime

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    SmallIntegerField,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from moim_django.models import Interaction
from teenplay.activities.models import Activity, ActivityLike, ActivityMember, ActivityQuerySet


def for_cards(activities: ActivityQuerySet, member_id: int | None) -> ActivityQuerySet:
    """The activities with the columns that cards need.

    These are the club, ``joined_count``, ``like_count``, ``liked`` (by the member), ``own`` (it is an activity of the
    member's own club) and ``held``, the member's ``ActivityMember.Participation``.
    """
    liked: Exists | Value = Value(False, output_field=BooleanField())
    own: ExpressionWrapper[Q] | Value = Value(False, output_field=BooleanField())
    held: Coalesce | Value = Value(ActivityMember.Participation.CANCELLED, output_field=SmallIntegerField())
    if member_id is not None:
        likes = ActivityLike.objects.filter(member=member_id, status=ActivityLike.LikeStatus.LIKED)
        liked = Exists(likes.filter(activity=OuterRef("pk")))
        place = ActivityMember.objects.filter(member=member_id, activity=OuterRef("pk"))
        held = Coalesce(Subquery(place.values("status")), held)
        own = ExpressionWrapper(Q(club__member=member_id), output_field=BooleanField())
    return (
        activities.select_related("club")
        .defer("content", "club__info")
        .with_joined_count()
        .with_like_count()
        .annotate(liked=liked, held=held, own=own)
    )


def shown_cards(member_id: int | None) -> ActivityQuerySet:
    """All activities that can be seen, open or not, as :func:`for_cards` has them."""
    return for_cards(Activity.objects.shown(), member_id)


def offered_to(member_id: int | None, at: datetime.datetime) -> ActivityQuerySet:
    """Activities open to join at ``at``. For a member, without those they joined, wait for, declined, or own."""
    activities = Activity.objects.open_at(at)
    if member_id is None:
        return activities
    taking_part = ActivityMember.objects.filter(member=member_id).exclude(status=ActivityMember.Participation.CANCELLED)
    declined = Interaction.objects.filter(member_id=member_id, kind="decline")
    return activities.exclude(
        Q(club__member=member_id)
        | Exists(taking_part.filter(activity=OuterRef("pk")))
        | Exists(declined.filter(activity_id=OuterRef("pk")))
    )
