"""Statistics of activities: impressions, and how many members opened, liked and joined."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count

from moim_django.models import Impression, Interaction
from teenplay.activities.models import ActivityLike, ActivityMember


@dataclass(frozen=True, slots=True)
class Figures:
    """``shown`` counts impressions in lists; the others count members."""

    shown: int = 0
    opened: int = 0
    liked: int = 0
    joined: int = 0
    waiting: int = 0


def figures(activity_ids: Collection[int]) -> dict[int, Figures]:
    """The figures of each activity; four queries."""
    shown = Impression.objects.filter(target=Impression.Target.ACTIVITY, item_id__in=activity_ids)
    opened = Interaction.objects.filter(kind="view", activity_id__in=activity_ids)
    liked = ActivityLike.objects.filter(status=ActivityLike.LikeStatus.LIKED, activity__in=activity_ids)
    people = ActivityMember.objects.filter(activity__in=activity_ids)
    people = people.exclude(status=ActivityMember.Participation.CANCELLED)
    counts = {
        "shown": dict(shown.values_list("item_id").annotate(n=Count("pk"))),
        "opened": dict(opened.values_list("activity_id").annotate(n=Count("member_id", distinct=True))),
        "liked": dict(liked.values_list("activity").annotate(n=Count("pk"))),
    }
    by_status = {(id, status): n for id, status, n in people.values_list("activity", "status").annotate(n=Count("pk"))}
    return {
        id: Figures(
            **{name: found.get(id, 0) for name, found in counts.items()},
            joined=by_status.get((id, ActivityMember.Participation.TAKING_PART), 0),
            waiting=by_status.get((id, ActivityMember.Participation.APPLIED), 0),
        )
        for id in activity_ids
    }
