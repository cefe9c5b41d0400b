"""Template filters about activities."""

from __future__ import annotations

import datetime

from django import template

from teenplay.activities.models import Activity
from teenplay.kit import dates

register = template.Library()


@register.filter
def span(activity: Activity, now: datetime.datetime) -> str:
    """From when to when an activity lasts, as :func:`teenplay.kit.dates.span` words it."""
    return dates.span(activity.start, activity.end, now)


@register.filter
def began(activity: Activity, now: datetime.datetime) -> str:
    """The day and time an activity begins; empty where it is not known."""
    return dates.date_and_time(activity.start, now) if activity.start else ""
