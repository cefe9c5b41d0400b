"""Orders of activities that do not depend on the member (newest, closing soon, popular), and the reasons they show.

Each function takes activities and returns them in order; the caller takes as many as it shows.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db.models import Case, F, IntegerField, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teenplay.activities.models import Activity, ActivityQuerySet
from teenplay.kit import dates


def newest(activities: ActivityQuerySet) -> ActivityQuerySet:
    return activities.order_by("-created_date", "-pk")


def closing_soon(activities: ActivityQuerySet) -> ActivityQuerySet:
    return activities.order_by("recruit_end", "pk")


def popular(activities: ActivityQuerySet) -> ActivityQuerySet:
    """By demand, ``2 * joined + likes``. That joining counts as two likes is a choice, not measured."""
    return activities.with_like_count().order_by(
        (2 * F("joined_count") + F("like_count")).desc(), "-created_date", "-pk"
    )


def in_order(activities: ActivityQuerySet, ids: Sequence[int]) -> ActivityQuerySet:
    """The activities named in ``ids`` first, in that order; the others after them, newest first."""
    places = [When(pk=id, then=Value(place)) for place, id in enumerate(ids)]
    if not places:
        return activities
    place = Case(*places, default=Value(len(places)), output_field=IntegerField())
    return activities.alias(place=place).order_by("place", "-created_date", "-pk")


def why_popular(activity: Activity) -> str:
    """How many have joined or liked it; needs ``joined_count`` and ``like_count``."""
    joined, likes = activity.joined_count, activity.like_count  # type: ignore[attr-defined]
    if joined:
        return ngettext("벌써 %(n)d명이 함께해요", "벌써 %(n)d명이 함께해요", joined) % {"n": joined}
    if likes:
        return ngettext("%(n)d명이 좋아해요", "%(n)d명이 좋아해요", likes) % {"n": likes}
    return _("첫 번째로 함께해 보세요")


def why_newest(activity: Activity, now: datetime.datetime) -> str:
    days = -dates.days_until(activity.created_date, now)
    if days == 0:
        return _("오늘 올라왔어요")
    if days == 1:
        return _("어제 올라왔어요")
    return ngettext("%(n)d일 전에 올라왔어요", "%(n)d일 전에 올라왔어요", days) % {"n": days}


def why_closing(activity: Activity, now: datetime.datetime) -> str:
    closing = dates.deadline(activity.recruit_end, now)
    return closing.text if closing and not closing.soon else _("곧 모집이 끝나요")
