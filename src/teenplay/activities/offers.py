"""What may be offered to a member at a moment, and an activity as a card shows it."""

from __future__ import annotations

import datetime

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    SmallIntegerField,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from moim_django.models import Interaction
from teenplay.activities.models import Activity, ActivityLike, ActivityMember


def for_cards(activities: QuerySet[Activity], member_id: int | None) -> QuerySet[Activity]:
    """The activities with all that cards need: the club, ``joined_count``, ``like_count``, ``liked`` by the member,
    ``own`` where the member runs the club, and what they ``held`` of it: an ``ActivityMember.Status``.
    """
    liked: Exists | Value = Value(False, output_field=BooleanField())
    own: ExpressionWrapper | Value = Value(False, output_field=BooleanField())
    held: Coalesce | Value = Value(ActivityMember.Status.CANCELLED, output_field=SmallIntegerField())
    if member_id is not None:
        likes = ActivityLike.objects.filter(member=member_id, status=ActivityLike.Status.LIKED)
        liked = Exists(likes.filter(activity=OuterRef("pk")))
        place = ActivityMember.objects.filter(member=member_id, activity=OuterRef("pk"))
        held = Coalesce(Subquery(place.values("status")), held)
        own = ExpressionWrapper(Q(club__member=member_id), output_field=BooleanField())
    return (
        activities.select_related("club")
        .defer("content", "club__info")
        .with_joined_count()  # type: ignore[attr-defined]
        .with_like_count()
        .annotate(liked=liked, held=held, own=own)
    )


def shown_cards(member_id: int | None) -> QuerySet[Activity]:
    """All activities that can be seen, open or not, as :func:`for_cards` has them."""
    return for_cards(Activity.objects.shown(), member_id)


def offered_to(member_id: int | None, at: datetime.datetime) -> QuerySet[Activity]:
    """What can be joined now; for a member less what they take part in or wait for, said no to, or hold themselves."""
    activities = Activity.objects.open_at(at)
    if member_id is None:
        return activities
    taking_part = ActivityMember.objects.filter(member=member_id).exclude(status=ActivityMember.Status.CANCELLED)
    declined = Interaction.objects.filter(member_id=member_id, kind="decline")
    return activities.exclude(
        Q(club__member=member_id)
        | Exists(taking_part.filter(activity=OuterRef("pk")))
        | Exists(declined.filter(activity_id=OuterRef("pk")))
    )
