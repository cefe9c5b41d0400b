"""RSS and Atom feeds: titles and descriptions. Dates are read from the text, not from the day of posting."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import datetime

import feedparser
from scrapy.http import Response

from teenplay.collect.dates import SEOUL
from teenplay.collect.spiders.base import Listing, Row


class RssSpider(Listing):
    """Needs no selectors."""

    def rows(self, response: Response) -> Iterator[Row]:
        feed = feedparser.parse(response.body)
        if feed.bozo and not feed.entries:
            raise ValueError(f"not a feed: {feed.bozo_exception}")
        for entry in feed.entries:
            posted = entry.get("published_parsed") or entry.get("updated_parsed")
            yield {
                "source_id": entry.get("id") or entry.get("link", ""),
                "title": entry.get("title", ""),
                "url": entry.get("link", ""),
                "content": entry.get("summary", ""),
                "organiser": feed.feed.get("title", ""),
                "posted": datetime.fromtimestamp(calendar.timegm(posted), SEOUL).isoformat() if posted else "",
                "tags": ";".join(tag.get("term") or "" for tag in entry.get("tags", [])),
            }
