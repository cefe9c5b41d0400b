"""An activity as a schema.org ``Event`` (https://schema.org/Event), for search engines."""

from __future__ import annotations

import json
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from moim.text.cleaning import html_to_text
from teenplay.activities.models import Activity

_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
"""Escapes for JSON in a script element: no text may end the element or begin a comment."""


def event(activity: Activity, *, address: str, picture: str) -> dict[str, Any]:
    """An activity as an event; empty if a required property is missing or the activity is synthetic.

    Parameters
    ----------
    address, picture
        Full addresses of its page and of a picture of it.
    """
    if activity.start is None or activity.synthetic or "activity_start" in activity.made_up:
        return {}
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": activity.title,
        "startDate": timezone.localtime(activity.start).isoformat(),
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {
            "@type": "Place",
            "name": activity.address_detail or activity.address_location,
            "address": activity.address_location,
        },
        "image": [picture],
        "url": address,
        "description": activity.intro or html_to_text(activity.content)[:500],
    }
    if activity.end:
        found["endDate"] = timezone.localtime(activity.end).isoformat()
    if activity.club:
        found["organizer"] = {"@type": "Organization", "name": activity.club.name}
    if activity.capacity:
        found["maximumAttendeeCapacity"] = activity.capacity
    return found


def as_script(data: dict[str, Any]) -> SafeString:
    """The script element; empty if there is no data."""
    if not data:
        return SafeString("")
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 (escaped above)
