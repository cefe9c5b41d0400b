"""The platform as a data set (:mod:`moim.data.dataset`).

Values made up by completion are not evidence: their cells are empty ("not known") where the schema allows it, and
``made_up`` names the others. Added columns are those that :mod:`teenplay.exchange.dataset_rows` maps to columns of the
platform, and those the rows were loaded with.
"""

from __future__ import annotations

import datetime
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from django.db import models

from moim.data.dataset import Dataset, write
from moim.data.schema import SCHEMA
from moim.data.table import Table
from moim_django.models import Interaction
from teenplay.activities.models import Activity
from teenplay.catalogue.models import Shown
from teenplay.clubs.models import Club, ClubMember
from teenplay.exchange.dataset_rows import KEYWORDS
from teenplay.friends.models import Friend
from teenplay.members.models import FavoriteCategory, Member

OWN = "teenplay"
"""The source of rows created on this platform."""

Ids = Literal["source", "platform"]
Cells = dict[str, Any]

# The schema's columns by the column of the platform that completion may have made up.
_MADE_UP = {
    "created_date": ("joined_at", "created_at", "since"),
    "club_intro": ("intro",),
    "club_info": ("info",),
    "member_id": ("owner_id",),
    "club_main_category_id": ("category",),
    "club_region_id": ("region",),
    "category_id": ("category",),
    "activity_intro": ("intro",),
    "activity_content": ("content",),
    "activity_address_location": ("place",),
    "activity_end": ("activity_end",),
}


def export(folder: Path) -> dict[str, int]:
    """Write the five files and ``friends.csv``; returns how many rows each has."""
    dataset = build(ids="source")
    write(dataset, folder)
    counts = {table.name: len(table) for table in dataset.tables()}
    return counts | {"activities without a club or times, left out": Activity.objects.count() - counts["activities"]}


def build(*, ids: Ids) -> Dataset:
    """The whole platform as a data set; tables are ordered by id, interactions by time.

    Parameters
    ----------
    ids
        Identify rows by their id in the source they came from, or by the platform's primary key.
    """
    interests = defaultdict(list)
    chosen = FavoriteCategory.objects.filter(status=Shown.SHOWN).order_by("id")
    for member, name in chosen.values_list("member_id", "category__name"):
        interests[member].append(name)
    members = Member.objects.order_by("id").select_related("region").defer("password")
    clubs = Club.objects.order_by("id").select_related("region", "main_category")
    activities = _expressible().order_by("id").select_related("category")
    names = {model: _Names(ids) for model in (Member, Club, Activity)}
    dataset = Dataset()
    dataset.members = _table("members", [_member(m, names[Member], interests[m.pk]) for m in members])
    dataset.clubs = _table("clubs", [_club(club, names[Club], names[Member]) for club in clubs])
    dataset.activities = _table("activities", [_activity(a, names[Activity], names[Club]) for a in activities])
    dataset.club_members = _table("club_members", _club_members(names[Club].of, names[Member].of))
    dataset.interactions = _interactions(names[Member].of, names[Activity].of)
    dataset.friends = _table("friends", _friends(names[Member].of))
    return dataset


def changed(since: datetime.datetime) -> tuple[list[Cells], list[Cells], datetime.datetime]:
    """Clubs and activities that changed at ``since`` or later, by primary key, and the latest time of change.

    Removed rows are no longer ``listed``. Without changes the time is ``since``.
    """
    clubs = list(Club.objects.filter(updated_date__gte=since).select_related("region", "main_category"))
    activities = list(_expressible().filter(updated_date__gte=since).select_related("category"))
    held_by, owners, club_names, names = (_Names("platform") for _ in range(4))
    held_by.of = {row.club_id: str(row.club_id) for row in activities if row.club_id}
    owners.of = {row.member_id: str(row.member_id) for row in clubs if row.member_id}
    return (
        [_club(row, club_names, owners) for row in clubs],
        [_activity(row, names, held_by) | {"listed": row.status == Shown.SHOWN} for row in activities],
        max((row.updated_date for row in (*clubs, *activities)), default=since),
    )


def _expressible() -> models.QuerySet[Activity]:
    """The form requires an activity's club and times; what was collected may lack them until it is completed."""
    return Activity.objects.exclude(
        models.Q(club=None) | models.Q(recruit_start=None) | models.Q(recruit_end=None) | models.Q(start=None)
    )


class _Names:
    """The id of each row of a table in the data set; ids are unique."""

    def __init__(self, ids: Ids) -> None:
        self.ids = ids
        self.of: dict[int, str] = {}
        self.taken: set[str] = set()

    def give(self, row: Member | Club | Activity) -> str:
        own = row.source_id if self.ids == "source" and row.source_id else str(row.pk)
        name = own if own not in self.taken else f"{row.source or OWN}:{own}"
        self.taken.add(name)
        self.of[row.pk] = name
        return name


def _member(row: Member, names: _Names, interests: Sequence[str]) -> Cells:
    cells = _sourced(row, "joined_at")
    cells["member_id"] = names.give(row)
    cells |= {"nickname": row.nickname, "birth_year": "" if row.birth is None else str(row.birth)}
    cells["region"] = row.region.name if row.region else cells.get("region", "")
    cells["interests"] = _list([*interests, *_parts(cells, "interests")])
    cells["keywords"] = _list([*(getattr(row, name) for name in KEYWORDS), *_parts(cells, "keywords")])
    return _without_made_up("members", cells, row.made_up)


def _club(row: Club, names: _Names, members: _Names) -> Cells:
    cells = _sourced(row, "created_at")
    cells |= {"club_id": names.give(row), "name": row.name, "intro": row.intro, "tags": row.tags}
    cells["category"] = row.main_category.name if row.main_category else ""
    cells["region"] = row.region.name if row.region else cells.get("region", "")
    cells["source_category"] = row.source_category or ""
    cells |= {"info": row.info, "owner_id": "" if row.member_id is None else members.of[row.member_id]}
    return _without_made_up("clubs", cells, row.made_up)


def _activity(row: Activity, names: _Names, clubs: _Names) -> Cells:
    cells = _sourced(row, "created_at")
    cells |= {"activity_id": names.give(row), "club_id": clubs.of[row.club_id]}  # type: ignore[index]
    cells |= {name: getattr(row, name) for name in ("title", "intro", "content", "tags")}
    cells |= {"place": row.address_location, "category": row.category.name if row.category else ""}
    cells |= {"recruit_start": _seconds(row.recruit_start), "recruit_end": _seconds(row.recruit_end)}
    cells |= {"activity_start": _seconds(row.start), "activity_end": _seconds(row.end)}
    cells["capacity"] = math.nan if row.capacity is None else float(row.capacity)
    cells["source_category"] = row.source_category or ""
    return _without_made_up("activities", cells, row.made_up)


def _sourced(row: Member | Club | Activity, created: str) -> Cells:
    """The cells that members, clubs and activities have in common."""
    cells: Cells = dict(row.source_extra or {})
    cells |= {"source": row.source or OWN, "status": str(row.status), "synthetic": str(int(row.synthetic))}
    cells |= {"made_up": _list(row.made_up), created: _seconds(row.created_date)}
    cells["lat"] = math.nan if row.latitude is None else row.latitude
    cells["lon"] = math.nan if row.longitude is None else row.longitude
    return cells


def _club_members(clubs: Mapping[int, str], members: Mapping[int, str]) -> Iterable[Cells]:
    rows = ClubMember.objects.filter(status=ClubMember.Membership.MEMBER).order_by("id")
    for club, member, created, made_up in rows.values_list(
        "club_id", "member_id", "created_date", "made_up"
    ).iterator():
        at = math.nan if "created_date" in made_up else _seconds(created)
        yield {"club_id": clubs[club], "member_id": members[member], "joined_at": at}


def _friends(members: Mapping[int, str]) -> Iterable[Cells]:
    rows = Friend.objects.filter(state=Friend.Friendship.FRIENDS).order_by("id")
    for one, other, created, made_up in rows.values_list("sender_id", "receiver_id", "created_date", "made_up"):
        since = math.nan if "created_date" in made_up else _seconds(created)
        yield {"member_id": members[one], "friend_id": members[other], "since": since}


def _interactions(members: Mapping[int, str], activities: Mapping[int, str]) -> Table:
    rows = Interaction.objects.order_by("at", "id").values_list("member_id", "activity_id", "kind", "at")
    found = [
        (members[member], activities[activity], kind, at.timestamp())
        for member, activity, kind, at in rows.iterator(chunk_size=10_000)
        if member in members and activity in activities
    ]
    columns = zip(*found, strict=True) if found else ((), (), (), ())
    return Table.of("interactions", dict(zip(("member_id", "activity_id", "kind", "at"), columns, strict=True)))


def _without_made_up(table: str, cells: Cells, made_up: Sequence[str]) -> Cells:
    required = {column.name for column in SCHEMA[table] if column.required}
    for column in made_up:
        for name in _MADE_UP.get(column, ()):
            if name in cells and name not in required:
                cells[name] = math.nan if isinstance(cells[name], float) else ""
    return cells


def _table(name: str, rows: Iterable[Cells]) -> Table:
    """The rows as columns. A cell a row lacks is empty; columns without any cell are left out."""
    rows = list(rows)
    columns: dict[str, list[Any]] = {}
    for column in SCHEMA[name]:
        empty: Any = "" if column.type in ("text", "kind") else math.nan
        columns[column.name] = [row.get(column.name, empty) for row in rows]
    for extra in sorted(_extras(name, rows)):
        columns[extra] = [row.get(extra, "") for row in rows]
    return Table.of(name, columns)


def _extras(name: str, rows: Sequence[Cells]) -> set[str]:
    own = {column.name for column in SCHEMA[name]}
    return {column for row in rows for column in row.keys() - own}


def _seconds(moment: datetime.datetime | None) -> float:
    return math.nan if moment is None else moment.timestamp()


def _list(parts: Iterable[str]) -> str:
    return ";".join(filter(None, parts))


def _parts(cells: Cells, column: str) -> list[str]:
    return [part for part in cells.get(column, "").split(";") if part]
