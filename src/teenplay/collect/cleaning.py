"""Cleaning a raw row: plain text, times in UTC, prices in won, a place with a region."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from teenplay.catalogue.places import Place, coordinates, read_place, region_at
from teenplay.collect.dates import Window, read_schedule
from teenplay.collect.prices import read_price
from teenplay.collect.text import lines, plain

RAW_FIELDS = (
    "source_id", "title", "url", "content", "intro", "organiser", "category", "date", "recruit", "time", "place",
    "address", "latitude", "longitude", "price", "capacity", "posted", "tags",
)  # fmt: skip
"""The fields of a raw row, as text from the page; "" if the page does not have it."""

_CAPACITY = re.compile(r"(?:정원|모집\s?인원|인원|선착순|총)\D{0,6}(\d{1,4})\s?명|(?<![\d~])(\d{1,4})\s?명")
_ENOUGH = 100_000
_CONTENT_HEAD = 1_000  # characters: dates are at the head of a notice, other events' dates further down

Clean = dict[str, str | int | float | datetime | None]


def clean(raw: Mapping[str, str], kind: str, seen: datetime) -> Clean:
    """The clean row. Dates without a year are relative to the day it was posted, or to ``seen``, when it was first
    seen.

    Missing values are ``None``, or "" for text; nothing is made up.
    """
    text = {name: plain(raw.get(name, "")) for name in RAW_FIELDS if name not in ("content", "url", "date", "recruit")}
    content = lines(raw.get("content", ""))
    posted = _posted(text["posted"], seen)
    place = _place(text, content)
    row: Clean = {
        "kind": kind,
        "source_id": text["source_id"],
        "url": raw.get("url", "").strip(),
        "title": text["title"][:255],
        "intro": text["intro"],
        "content": content,
        "organiser": text["organiser"][:255],
        "place": (text["place"] or text["address"])[:255],
        "address": text["address"][:255],
        "region": place.region,
        "district": place.district,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "capacity": _capacity(text["capacity"], text["title"]),
        "source_category": text["category"][:100],
        "tags": ";".join(sorted({tag.strip(" #") for tag in re.split(r"[;,#]", text["tags"])} - {""}))[:1000],
        "posted": posted if text["posted"] else None,
    }
    price = read_price(text["price"])
    row |= {"price_low": price.low if price else None, "price_high": price.high if price else None}
    if kind == "activity":
        row |= _windows(raw, text, content, posted)
    return row


def _posted(text: str, seen: datetime) -> datetime:
    window = read_schedule(text, seen).activity if text else None
    found = window.start if window else None
    return found.astimezone(UTC) if found and found <= seen else seen


def _place(text: Mapping[str, str], content: str) -> Place:
    named = read_place(text["address"], text["place"], text["title"])
    at = coordinates(text["latitude"], text["longitude"])
    if at is not None:
        return Place(named.region or region_at(*at), named.district, *at)
    return named if named.region else read_place(content[:300], text["organiser"])


def _capacity(text: str, title: str) -> int | None:
    if text.isdigit():
        return int(text) if 0 < int(text) < _ENOUGH else None
    match = _CAPACITY.search(text) or _CAPACITY.search(title)
    return int(match[1] or match[2]) or None if match else None


def _windows(raw: Mapping[str, str], text: Mapping[str, str], content: str, posted: datetime) -> Clean:
    """The times of the activity and of recruiting: from the source's cells, else the title, else the content."""
    cells = f"{lines(raw.get('date', ''))}\n{text['time']}"
    told = [read_schedule(part, posted) for part in (cells, text["title"], content[:_CONTENT_HEAD])]
    activity = next((one.activity for one in told if one.activity), None)
    recruit = _recruit(lines(raw.get("recruit", "")), posted) or next(
        (one.recruit for one in told if one.recruit), None
    )
    found = {
        "activity_start": activity.start if activity else None,
        "activity_end": activity.end if activity else None,
        "recruit_start": recruit.start if recruit else None,
        "recruit_end": recruit.end if recruit else None,
    }
    row: Clean = {name: at.astimezone(UTC) if at else None for name, at in found.items()}
    row["weekdays"] = "".join("월화수목금토일"[day] for day in sorted(activity.weekdays)) if activity else ""
    row["always"] = int(any(one.always for one in told))
    return row


def _recruit(text: str, posted: datetime) -> Window | None:
    """The recruiting period in a cell for it."""
    if not text:
        return None
    schedule = read_schedule(text, posted)
    return schedule.recruit or schedule.activity
