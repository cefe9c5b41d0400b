"""Pairs for measuring duplicates: real events of the city, and each of some listed a second time as another site would.

Title, spacing, decoration, days, organiser and place of the copy are altered at random, seeded.
"""

from __future__ import annotations

import csv
import gzip
import math
import random
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from teenplay.catalogue.places import coordinates
from teenplay.collect.dates import SEOUL
from teenplay.collect.duplicates import DAY, EventRecord

HEADS = ["★", "[무료] ", "🎉", "[체험] ", "(서울) ", "【추천】", "[문화포털] ", "♥", ""]
TAILS = [" 안내", " 참여자 모집", " 개최", "!!", " (선착순)", " 관람객 모집", "~", ""]
ORGANISERS = ["서울문화포털", "기타", "문화가있는날", "티켓나라", ""]


def events(path: Path) -> list[dict[str, str]]:
    """The city's rows, as they stand."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def entry(row: Mapping[str, str]) -> EventRecord:
    """The entry a row of the city becomes."""
    start, end = (datetime.fromisoformat(row[name][:10]).replace(tzinfo=SEOUL).timestamp() for name in ("start", "end"))
    at = coordinates(row["lat"], row["lng"]) or (math.nan, math.nan)
    return EventRecord(row["title"], start, end + DAY - 1, row["place"], row["org"], *at)


def relist(one: EventRecord, rng: random.Random) -> EventRecord:
    """The same event as another site would list it."""
    start, end = one.start, one.end
    if rng.random() < 0.3:
        start += DAY * rng.choice((-1, 1))
    if rng.random() < 0.3:
        end += DAY * rng.choice((-1, 1))
    end = max(start, end)
    organiser = rng.choice(ORGANISERS) if rng.random() < 0.5 else one.organiser
    place = one.place
    if rng.random() < 0.4:
        place = rng.choice((place.split()[0] if place.split() else place, f"서울 {place}", ""))
    copy = replace(one, title=_retitle(one.title, rng), start=start, end=end, organiser=organiser, place=place)
    if rng.random() < 0.5:
        return replace(copy, latitude=math.nan, longitude=math.nan)
    return replace(
        copy, latitude=one.latitude + rng.uniform(-2e-3, 2e-3), longitude=one.longitude + rng.uniform(-2e-3, 2e-3)
    )


def _retitle(title: str, rng: random.Random) -> str:
    if rng.random() < 0.4:
        title = re.sub(r"^\[[^\]]*\]\s*", "", title) or title
    if rng.random() < 0.3:
        title = title.replace(" ", "")
    elif rng.random() < 0.3:
        title = "".join(sign for sign in title if sign != " " or rng.random() < 0.6)
    if rng.random() < 0.3:
        title = title.translate(str.maketrans("[]<>()", "<>[]〈〉"))
    if rng.random() < 0.15 and len(title) > 8:
        at = rng.randrange(4, len(title))
        title = title if title[at].isdigit() else title[:at] + title[at + 1 :]
    if rng.random() < 0.5:
        title = rng.choice(HEADS) + title
    if rng.random() < 0.5:
        title += rng.choice(TAILS)
    return title
