"""A world small enough to work out by hand: three members, two clubs, four activities on one evening in Seoul."""

from __future__ import annotations

import math
from typing import Any

from moim.data.dataset import Dataset
from moim.data.table import Table
from moim.data.times import DAY, parse_time

NOW = parse_time("2026-05-04T03:00:00Z")  # a Monday noon in Seoul


def activity(identifier: str, club: str, title: str, **columns: Any) -> dict[str, Any]:
    """An activity created two days ago, open for three more, held in five."""
    return {
        "activity_id": identifier,
        "club_id": club,
        "title": title,
        "created_at": NOW - 2 * DAY,
        "recruit_start": NOW - 2 * DAY,
        "recruit_end": NOW + 3 * DAY,
        "activity_start": NOW + 5 * DAY,
        "activity_end": NOW + 5 * DAY + 7200,
    } | columns


def table(name: str, rows: list[dict[str, Any]]) -> Table:
    """A table of the form from rows; what a row leaves out is not known."""
    names = {key for row in rows for key in row}
    numbers = Table.of(name).numbers
    blank: dict[str, Any] = {key: math.nan if key in numbers else "" for key in names}
    return Table.of(name, {key: [{**blank, **row}[key] for row in rows] for key in names})


def small(events: list[tuple[str, str, str, float]] | None = None, **changes: list[dict[str, Any]]) -> Dataset:
    """The world; ``events`` are member, activity, kind and seconds before now."""
    rows: dict[str, list[dict[str, Any]]] = {
        "members": [
            {
                "member_id": "minji",
                "interests": "취미",
                "keywords": "도자기",
                "lat": 37.56,
                "lon": 126.97,
                "region": "서울",
            },
            {"member_id": "jun"},
            {"member_id": "sora"},
        ],
        "clubs": [
            {"club_id": "clay", "name": "흙과 손", "category": "취미", "region": "서울"},
            {"club_id": "run", "name": "한강 러닝크루", "category": "운동·액티비티", "region": "서울"},
        ],
        "activities": [
            activity("bowl", "clay", "도자기 그릇 만들기", lat=37.56, lon=126.97),
            activity("cup", "clay", "도자기 컵 만들기", lat=37.57, lon=126.99),
            activity("night", "run", "한강 야간 러닝", lat=37.52, lon=126.93, capacity=2),
            activity("morning", "run", "아침 러닝", lat=37.52, lon=126.93),
        ],
        "club_members": [{"club_id": "clay", "member_id": "minji"}],
        "friends": [],
        "interactions": [
            {"member_id": member, "activity_id": what, "kind": kind, "at": NOW - ago}
            for member, what, kind, ago in events or []
        ],
    }
    rows |= changes
    return Dataset(**{name: table(name, given) for name, given in rows.items()})
