"""iCalendar feeds (ICS) that organisers publish."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from icalendar import Calendar
from scrapy.http import Response

from teenplay.collect.dates import SEOUL
from teenplay.collect.spiders.base import Listing, Row


class IcsSpider(Listing):
    """Each VEVENT is a row; cancelled ones are left out. A series has its first date."""

    def rows(self, response: Response) -> Iterator[Row]:
        calendar = Calendar.from_ical(response.body)
        for event in calendar.walk("VEVENT"):
            if str(event.get("STATUS", "")).upper() == "CANCELLED":
                continue
            start, end = event.get("DTSTART"), event.get("DTEND")
            geo = event.get("GEO")
            categories = event.get("CATEGORIES")
            yield {
                "source_id": str(event.get("UID", "")),
                "title": str(event.get("SUMMARY", "")),
                "url": str(event.get("URL", "")),
                "content": str(event.get("DESCRIPTION", "")),
                "date": " ~ ".join(filter(None, (_written(start and start.dt), _written(end and end.dt, last=True)))),
                "place": str(event.get("LOCATION", "")),
                "latitude": str(geo.latitude) if geo else "",
                "longitude": str(geo.longitude) if geo else "",
                "category": str(categories.cats[0]) if categories and hasattr(categories, "cats") else "",
                "organiser": str(calendar.get("X-WR-CALNAME", "")),  # ORGANIZER may be a person
            }


def _written(at: date | datetime | None, last: bool = False) -> str:
    """A time in ISO 8601; a day as a day. For whole days the end is the day before, as RFC 5545 excludes the end."""
    if isinstance(at, datetime):
        return (at if at.tzinfo else at.replace(tzinfo=SEOUL)).isoformat()
    if at is None:
        return ""
    return (at - timedelta(days=1) if last else at).isoformat()
