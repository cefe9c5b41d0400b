"""Pages with schema.org ``Event`` as JSON-LD, microdata or RDFa, read by extruct."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import extruct
from scrapy.http import Response, TextResponse

from teenplay.collect.spiders.base import Listing, Row


class SchemaOrgSpider(Listing):
    """Needs no selectors, because the vocabulary names the fields."""

    def rows(self, response: Response) -> Iterator[Row]:
        if not isinstance(response, TextResponse):
            raise ValueError("not a text page")
        found = extruct.extract(
            response.text,
            base_url=response.url,
            uniform=True,
            syntaxes=["json-ld", "microdata", "rdfa"],
            errors="ignore",
        )
        seen = set()
        for things in found.values():
            for event in _events(things):
                row = _row(event, response.url)
                if row["source_id"] not in seen:
                    seen.add(row["source_id"])
                    yield row


def _events(data: Any) -> Iterator[dict[str, Any]]:
    """All events in a document, at any depth."""
    if isinstance(data, list):
        for one in data:
            yield from _events(one)
    elif isinstance(data, dict):
        types = data.get("@type", "")
        if any(str(one).endswith("Event") for one in (types if isinstance(types, list) else [types])):
            yield data
        else:
            for value in data.values():
                yield from _events(value)


def _row(event: dict[str, Any], page: str) -> Row:
    place, offer = _first(event.get("location")), _first(event.get("offers"))
    address, at = _first(place.get("address")), _first(place.get("geo"))
    dates = [_text(event.get(name)) for name in ("startDate", "endDate")]
    organiser = _first(event.get("organizer"))
    url = urljoin(page, _text(event.get("url")))
    price = _text(offer.get("price")) or " ~ ".join(
        filter(None, map(_text, (offer.get("lowPrice"), offer.get("highPrice"))))
    )
    free = event.get("isAccessibleForFree") in (True, "true", "True")
    return {
        "source_id": _text(event.get("@id")) or f"{url}#{_text(event.get('name'))}@{dates[0]}",
        "title": _text(event.get("name")),
        "url": url,
        "content": _text(event.get("description")),
        "organiser": "" if organiser.get("@type") == "Person" else _text(organiser.get("name")),
        "date": " ~ ".join(filter(None, dates)),
        "place": _text(place.get("name")),
        "address": " ".join(
            _text(address.get(name)) for name in ("addressRegion", "addressLocality", "streetAddress", "name")
        ),
        "latitude": _text(at.get("latitude")),
        "longitude": _text(at.get("longitude")),
        "price": "무료" if free else f"{price}원" if price.replace(".", "").isdigit() else price,
        "capacity": _text(event.get("maximumAttendeeCapacity")),
        "tags": _text(event.get("keywords")),
    }


def _first(value: Any) -> dict[str, Any]:
    """The value as an object: itself, the first of a list, or one that has only a name."""
    if isinstance(value, list):
        value = value[0] if value else {}
    return value if isinstance(value, dict) else {"name": value or ""}


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ";".join(map(_text, value))
    return str(value.get("@value", "")) if isinstance(value, dict) else str(value if value is not None else "")
