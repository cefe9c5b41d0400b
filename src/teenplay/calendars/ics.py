"""iCalendar (RFC 5545) of activities."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable

from icalendar import Calendar, Event, vText

from moim.text.cleaning import html_to_text
from teenplay.activities.models import Activity

PRODUCT = "-//TeenPlay//teenplay//KO"
REFRESH = datetime.timedelta(hours=1)


def calendar(activities: Iterable[Activity], address: Callable[[Activity], str], *, name: str = "") -> bytes:
    """A calendar of those activities that have a time, as bytes.

    Parameters
    ----------
    address
        Gives the full address of an activity's page.
    name
        How calendars name the feed; a single activity has none.
    """
    cal = Calendar()
    cal.add("prodid", PRODUCT)
    cal.add("version", "2.0")
    cal.add("method", "PUBLISH")
    if name:
        cal.add("x-wr-calname", name)
        cal.add("x-wr-timezone", "Asia/Seoul")
        cal.add("refresh-interval", REFRESH)
    for activity in activities:
        if activity.start is not None:
            cal.add_component(_event(activity, activity.start, address(activity)))
    written: bytes = cal.to_ical()
    return written


def _event(activity: Activity, start: datetime.datetime, address: str) -> Event:
    event = Event()
    event.add("uid", f"activity-{activity.pk}@teenplay")
    event.add("dtstamp", activity.updated_date)
    event.add("last-modified", activity.updated_date)
    event.add("dtstart", start)
    if activity.end and activity.end > start:
        event.add("dtend", activity.end)
    event.add("summary", activity.title)
    event["location"] = vText(" ".join(filter(None, (activity.address_location, activity.address_detail))))
    about = activity.intro or html_to_text(activity.content)[:500]
    event.add("description", "\n\n".join(filter(None, (about, address))))
    event.add("url", address)
    if activity.latitude is not None and activity.longitude is not None:
        event.add("geo", (activity.latitude, activity.longitude))
    return event
