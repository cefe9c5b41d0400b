"""A platform that has nothing to do with TeenPlay: a notice board in memory, behind the adapter's protocol."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden

from moim.data.dataset import Dataset
from moim.data.table import Table
from moim.members import MemberState, Profile
from moim_django.adapters import Changes
from moim_django.models import Interaction

EPOCH = datetime.datetime(2024, 5, 1, 9, tzinfo=datetime.UTC)
"""When everything on the board was pinned up."""
DAY = datetime.timedelta(days=1)
NOW = EPOCH + 10 * DAY


@dataclass
class Notice:
    """One activity. Its key is its number on the board."""

    id: int
    club: int
    title: str
    category: str
    changed: datetime.datetime = EPOCH
    closes: datetime.datetime = EPOCH + 40 * DAY
    open: bool = True
    not_for: set[int] = field(default_factory=set)

    def row(self) -> dict[str, object]:
        start = self.closes.timestamp() + 86400
        return {
            "activity_id": str(self.id),
            "club_id": str(self.club),
            "title": self.title,
            "category": self.category,
            "created_at": self.changed.timestamp(),
            "recruit_start": self.changed.timestamp(),
            "recruit_end": self.closes.timestamp(),
            "activity_start": start,
            "activity_end": start + 7200,
        }


CATEGORIES = {1: "running", 2: "pottery", 3: "chess", 4: "cooking"}


class Board:
    """Four clubs, each of one category, with ten notices each: 101 to 110 are running, 201 to 210 pottery, ..."""

    def __init__(self) -> None:
        self.notices: dict[int, Notice] = {}
        self.profiles: dict[int, Profile] = {}
        self.asked: list[list[str]] = []
        for club, category in CATEGORIES.items():
            for number in range(1, 11):
                id = 100 * club + number
                self.notices[id] = Notice(id, club, f"{category} evening {number}", category)

    # --- the adapter --------------------------------------------------------------------------------------------

    def member(self, member_id: int, state: MemberState) -> tuple[Profile, MemberState]:
        return self.profiles.get(member_id, Profile(member_id=str(member_id))), state

    def confirm(
        self, ids: Sequence[str], *, member_id: int | None, at: datetime.datetime, target: str, rows: bool
    ) -> Mapping[str, Any]:
        self.asked.append(list(ids))
        if target == "clubs":
            return {id: CATEGORIES[int(id)] for id in ids}
        notices = [self.notices[int(id)] for id in ids if int(id) in self.notices]
        return {
            str(notice.id): notice
            for notice in notices
            if notice.open and at < notice.closes and member_id not in notice.not_for
        }

    def fallback(self, *, at: datetime.datetime, limit: int, target: str) -> Sequence[str]:
        if target == "clubs":
            return [str(club) for club in CATEGORIES][:limit]
        newest = sorted(self.notices.values(), key=lambda notice: (notice.changed, notice.id), reverse=True)
        return [str(notice.id) for notice in newest[:limit]]

    def changes(self, since: datetime.datetime) -> Changes:
        changed = [notice for notice in self.notices.values() if notice.changed >= since]
        return Changes(
            until=max((notice.changed for notice in changed), default=since),
            activities=[notice.row() for notice in changed],
        )

    def dataset(self) -> Dataset:
        log = list(Interaction.objects.order_by("at", "id"))
        rows = [notice.row() for notice in self.notices.values()]
        members = sorted({str(one.member_id) for one in log})
        return Dataset(
            members=Table.of("members", {"member_id": members}),
            clubs=Table.of(
                "clubs",
                {"club_id": map(str, CATEGORIES), "name": CATEGORIES.values(), "category": CATEGORIES.values()},
            ),
            activities=Table.of("activities", {key: [row[key] for row in rows] for key in rows[0]}),
            club_members=Table.of("club_members"),
            interactions=Table.of(
                "interactions",
                {
                    "member_id": [str(one.member_id) for one in log],
                    "activity_id": [str(one.activity_id) for one in log],
                    "kind": [one.kind for one in log],
                    "at": [one.at.timestamp() for one in log],
                },
            ),
        )

    def names(self, ids: Sequence[str], *, target: str) -> Mapping[str, str]:
        return {id: self.notices[int(id)].title for id in ids if int(id) in self.notices}


def refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A request without a CSRF token."""
    return HttpResponseForbidden(reason)
