"""The city of Seoul's culture events (Open Data Plaza OA-15486, English column names) as clubs and activities.

An organiser becomes a club, an event an activity of it. The data has days without hours, and the day of registration:
an activity is created on that day and recruits until the day it begins. Values the platform has no column for (target,
fee, performers, ...) are kept in ``source_extra``, the city's category in ``source_category``.
"""

from __future__ import annotations

import datetime
import hashlib
import html
import math
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from moim.data import csvfile
from moim.data.dataset import Dataset
from moim.data.problems import DatasetError, Problem
from moim.data.table import Table
from moim.text.cleaning import html_to_text
from teenplay.exchange.dataset_load import check, save
from teenplay.exchange.outcome import Outcome

SOURCE = "seoul"
KEPT = ("district", "org", "target", "fee", "performers", "program", "theme", "free", "start", "end", "registered")
COLUMNS = ("category", "title", "place", "lat", "lng", *KEPT)
REGION = "서울"
ANY_ORGANISER = "기타"
_SEOUL = ZoneInfo("Asia/Seoul")

Event = dict[str, str]


def load(path: Path, *, shift_to: float | None = None) -> Outcome:
    """Load a file of events in one transaction; loading it again changes nothing.

    Parameters
    ----------
    path
        The CSV file, plain or ``.gz``.
    shift_to
        Shift all times by the same number of whole days, so that the events span this time (seconds).

    Raises
    ------
    DatasetError
        The file is invalid; lists all errors, and nothing is loaded.
    """
    problems: list[Problem] = []
    file = csvfile.read(path, problems)
    for column in (column for column in COLUMNS if column not in file.header and file.header):
        problems.append(Problem(path.name, 1, column, "", "the required column is missing"))
    if problems or not file.header:
        raise DatasetError(problems or [Problem(path.name, 1, "", "", "the file is empty")])
    events = list(file.records())
    for line, event in zip(file.lines, events, strict=True):
        problems.extend(_wrong(path.name, line, event))
    if problems:
        raise DatasetError(problems)
    notes: list[str] = []
    dataset = _dataset(_distinct(events, notes), notes)
    problems = check(dataset, lambda name: file)
    if problems:
        raise DatasetError(problems)
    outcome = save(dataset, source=SOURCE, shift_to=shift_to)
    outcome.notes[:0] = notes
    return outcome


def _wrong(file: str, line: int, event: Event) -> list[Problem]:
    problems = [
        Problem(file, line, column, "", "the cell is empty") for column in ("title", "org") if not event[column].strip()
    ]
    for column in ("start", "end", "registered"):
        try:
            _day(event[column])
        except ValueError:
            problems.append(Problem(file, line, column, event[column], "not a day (2024-05-19)"))
    return problems


def _distinct(events: list[Event], notes: list[str]) -> dict[str, Event]:
    """Events by an id hashed from all their cells, because the data has no ids."""
    found = {hashlib.sha256("\x1f".join(event.values()).encode()).hexdigest()[:16]: event for event in events}
    merged = len(events) - len(found)
    notes.append(f"{len(events):,} events read" + (f", {merged:,} duplicates merged" if merged else ""))
    return found


def _dataset(events: dict[str, Event], notes: list[str]) -> Dataset:
    counts: Counter[str] = Counter()
    rows = [_activity(id, event, counts) for id, event in events.items()]
    notes.extend(f"{count:,} events {what}" for what, count in sorted(counts.items()))
    categories: defaultdict[str, Counter[str]] = defaultdict(Counter)
    first: dict[str, float] = {}
    for row in rows:
        categories[row["club_id"]][row["category"]] += 1
        first[row["club_id"]] = min(row["created_at"], first.get(row["club_id"], math.inf))
    clubs = [_club(id, categories[id].most_common(1)[0][0], created) for id, created in first.items()]
    return Dataset(clubs=_table("clubs", clubs), activities=_table("activities", rows))


def _club(organiser: str, category: str, created: float) -> dict[str, Any]:
    name = "서울 문화행사 (여러 주최)" if organiser == ANY_ORGANISER else organiser
    return {
        "club_id": organiser,
        "name": name,
        "category": category,
        "source_category": category,
        "region": REGION,
        "created_at": created,
        "made_up": "created_date",
    }


def _activity(id: str, event: Event, counts: Counter[str]) -> dict[str, Any]:
    start, end, registered = (_day(event[column]) for column in ("start", "end", "registered"))
    made_up = []
    if registered > start:
        counts["were registered after they began: created the day they begin"] += 1
        made_up.append("created_date")
    if end < start:
        counts["end before they begin: taken to end the day they begin"] += 1
        made_up.append("activity_end")
        end = start
    lat, lon = _degrees(event["lat"]), _degrees(event["lng"])
    if math.isnan(lat + lon):
        counts["without readable coordinates"] += 1
        lat = lon = math.nan
    created = min(registered, start).timestamp()
    place = " ".join(filter(None, (REGION if event["district"] else "", event["district"], event["place"].strip())))
    return {
        "activity_id": id,
        "club_id": event["org"].strip(),
        "title": event["title"].strip(),
        "intro": " · ".join(filter(None, (event["target"].strip(), event["free"]))),
        "content": _content(event),
        "category": event["category"],
        "source_category": event["category"],
        "place": place,
        "lat": lat,
        "lon": lon,
        "created_at": created,
        "recruit_start": created,
        "recruit_end": start.timestamp(),
        "activity_start": start.timestamp(),
        "activity_end": (end + datetime.timedelta(days=1, seconds=-1)).timestamp(),
        "made_up": ";".join(made_up),
        **{column: event[column] for column in KEPT},
    }


def _content(event: Event) -> str:
    """The description of an event, as paragraphs."""
    labels = {"program": "", "performers": "출연: ", "target": "대상: ", "fee": "이용료: "}
    texts = {column: html_to_text(event[column]).strip() for column in labels}
    return "".join(f"<p>{html.escape(label + texts[c], quote=False)}</p>" for c, label in labels.items() if texts[c])


def _table(name: str, rows: list[dict[str, Any]]) -> Table:
    return Table.of(name, {column: [row[column] for row in rows] for column in rows[0]} if rows else None)


def _day(cell: str) -> datetime.datetime:
    """Midnight in Seoul."""
    return datetime.datetime.fromisoformat(cell.strip()[:10]).replace(tzinfo=_SEOUL)


def _degrees(cell: str) -> float:
    """A coordinate; some are unusable, because the city masked them as mobile numbers when publishing."""
    try:
        return float(cell)
    except ValueError:
        return math.nan
