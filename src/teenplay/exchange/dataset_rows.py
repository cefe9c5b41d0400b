"""Converting a data set to rows of the platform.

Ids are kept in ``source_id``. Columns outside the schema are used if the platform has a column for them (:data:`USED`)
and kept in ``source_extra`` otherwise, as are unknown regions, interests and keywords; an export contains them again.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
from django.db import models

from moim.data.dataset import Dataset
from moim.data.parsing import split_list
from moim.data.schema import KEYS
from moim.data.table import Table
from teenplay.activities.models import Activity, ActivityLike, ActivityMember
from teenplay.catalogue.models import Category, Region, Shown
from teenplay.clubs.models import Club, ClubMember
from teenplay.exchange import bulk, categories, log
from teenplay.exchange.outcome import Outcome
from teenplay.friends.models import Friend
from teenplay.members.models import FavoriteCategory, Member

_ANY = ("status", "synthetic", "source", "made_up")
USED = {
    "members": (*_ANY, "nickname", "birth_year"),
    "clubs": (*_ANY, "source_category", "info", "owner_id"),
    "activities": (*_ANY, "source_category"),
}
"""Columns outside the schema that the platform has a column for."""

KEYWORDS = ("keyword1", "keyword2", "keyword3")

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_Sourced = TypeVar("_Sourced", Member, Club, Activity)
_Tie = TypeVar("_Tie", bound=models.Model)


def moment(seconds: float) -> datetime.datetime | None:
    """An aware time; ``None`` for ``nan``."""
    return None if math.isnan(seconds) else _EPOCH + datetime.timedelta(microseconds=round(seconds * 1e6))


def source_ids(table: Table, source: str) -> list[tuple[str, str]]:
    """Source and id of each row: the source the row names itself, else ``source``."""
    own = table.extra.get("source", [""] * len(table))
    return [(name or source, id) for name, id in zip(own, table.text(KEYS[table.name]), strict=True)]


class Saver:
    """Loads one data set. ``ids`` maps a table and the data set's id to the platform's primary key."""

    def __init__(self, dataset: Dataset, source: str, outcome: Outcome) -> None:
        self.dataset = dataset
        self.source = source
        self.outcome = outcome
        self.regions = dict(Region.objects.values_list("name", "id"))
        self.categories = dict(Category.objects.values_list("name", "id"))
        self.ids: dict[str, dict[str, int]] = {}
        self.earliest = _earliest(dataset)

    def save(self) -> None:
        self._members()
        self._clubs()
        self._activities()
        self._ties()
        self._interactions()

    def _members(self) -> None:
        table = self.dataset.members
        rows, interests = [], []
        for row in range(len(table)):
            values = self._sourced(table, row, "joined_at")
            keywords = split_list(table.texts["keywords"][row])
            fit = [word for word in keywords if len(word) <= 50][:3]
            chosen = list(dict.fromkeys(split_list(table.texts["interests"][row])))
            _keep(values, "keywords", [word for word in keywords if word not in fit])
            _keep(values, "interests", [name for name in chosen if name not in self.categories])
            values |= dict(zip(KEYWORDS, fit, strict=False))
            birth = int(_extra(table, "birth_year", row) or 0) or None
            rows.append(Member(nickname=_extra(table, "nickname", row), birth=birth, **values))
            interests.append([self.categories[name] for name in chosen if name in self.categories])
        new = self._insert(Member, table, rows)
        favorites = [
            FavoriteCategory(
                member_id=self.ids["members"][id],
                category_id=category,
                created_date=row.created_date,
                updated_date=row.updated_date,
            )
            for id, row, chosen in zip(table.text("member_id"), rows, interests, strict=True)
            if id in new
            for category in chosen
        ]
        bulk.insert(FavoriteCategory, favorites)

    def _clubs(self) -> None:
        table = self.dataset.clubs
        found = categories.resolve(self.source, table.texts["category"], self.outcome.notes)
        rows = []
        for row, category in enumerate(table.texts["category"]):
            texts = {name: table.texts[name][row] for name in ("name", "intro", "tags")}
            texts["info"] = _extra(table, "info", row)
            owner = self.ids["members"].get(_extra(table, "owner_id", row))
            values = self._sourced(table, row, "created_at") | self._source_category(table, row, category)
            rows.append(Club(member_id=owner, main_category_id=found[category], **texts, **values))
        self._insert(Club, table, rows)

    def _activities(self) -> None:
        table = self.dataset.activities
        found = categories.resolve(self.source, table.texts["category"], self.outcome.notes)
        times = {"recruit_start": "recruit_start", "recruit_end": "recruit_end"}
        times |= {"start": "activity_start", "end": "activity_end"}
        rows = []
        for row, category in enumerate(table.texts["category"]):
            values = self._sourced(table, row, "created_at") | self._source_category(table, row, category)
            values |= {name: table.texts[name][row] for name in ("title", "intro", "content", "tags")}
            values |= {name: moment(float(table.numbers[column][row])) for name, column in times.items()}
            seats = float(table.numbers["capacity"][row])
            rows.append(
                Activity(
                    club_id=self.ids["clubs"][table.texts["club_id"][row]],
                    category_id=found[category],
                    address_location=table.texts["place"][row],
                    capacity=None if math.isnan(seats) else int(seats),
                    **values,
                )
            )
        self._insert(Activity, table, rows)

    def _ties(self) -> None:
        """Insert memberships and friendships."""
        table = self.dataset.club_members
        pairs = self._pairs(table, ("clubs", "club_id"), ("members", "member_id"))
        days = [self._date(at) for at in table.number("joined_at").tolist()]
        known = set(ClubMember.objects.values_list("club_id", "member_id"))
        in_clubs = {
            pair: ClubMember(club_id=pair[0], member_id=pair[1], status=ClubMember.Membership.MEMBER, **day)
            for pair, day in zip(pairs, days, strict=True)
        }
        self._insert_ties(ClubMember, in_clubs, known)
        table = self.dataset.friends
        pairs = self._pairs(table, ("members", "member_id"), ("members", "friend_id"))
        days = [self._date(at) for at in table.number("since").tolist()]
        known = set(Friend.objects.values_list("sender_id", "receiver_id"))
        friends = {
            pair: Friend(sender_id=pair[0], receiver_id=pair[1], state=Friend.Friendship.FRIENDS, **day)
            for pair, day in zip(pairs, days, strict=True)
        }
        self._insert_ties(Friend, friends, known)

    def _interactions(self) -> None:
        """Insert the interaction log, and the likes and participations that follow from it."""
        table = self.dataset.interactions
        pairs = self._pairs(table, ("members", "member_id"), ("activities", "activity_id"))
        kinds, moments = table.text("kind"), list(map(moment, table.number("at").tolist()))
        synthetic = set(Activity.objects.filter(synthetic=True).values_list("id", flat=True))
        order = np.argsort(table.number("at"), kind="stable").tolist()
        rows = [
            log.LogEntry(member, activity, kinds[i], moments[i], synthetic=activity in synthetic)
            for i, (member, activity) in ((i, pairs[i]) for i in order)
        ]
        added, present = log.add(rows)
        self.outcome.added["interactions"], self.outcome.present["interactions"] = added, present
        for model, on, off in ((ActivityLike, "like", "unlike"), (ActivityMember, "join", "cancel")):
            known = set(model._default_manager.values_list("member_id", "activity_id"))
            self._insert_ties(model, log.standing(rows, model, on, off), known)

    def _sourced(self, table: Table, row: int, created: str) -> dict[str, Any]:
        """The columns that members, clubs and activities have in common."""
        values = self._date(float(table.numbers[created][row]))
        marked = split_list(_extra(table, "made_up", row))
        values["made_up"] = list(dict.fromkeys([*marked, *values["made_up"]]))
        values["source"] = _extra(table, "source", row) or self.source
        values["source_id"] = table.texts[KEYS[table.name]][row]
        values["synthetic"] = _extra(table, "synthetic", row).lower() in ("1", "true")
        values["status"] = int(_extra(table, "status", row) or Shown.SHOWN)
        extra = {name: cells[row] for name, cells in table.extra.items() if cells[row] and name not in USED[table.name]}
        values["source_extra"] = extra or None
        for name, column in (("latitude", "lat"), ("longitude", "lon")):
            degrees = float(table.numbers[column][row])
            values[name] = None if math.isnan(degrees) else degrees
        if "region" in table.texts:
            region = table.texts["region"][row]
            values["region_id"] = self.regions.get(region)
            _keep(values, "region", [region] if region and region not in self.regions else [])
        return values

    def _source_category(self, table: Table, row: int, category: str) -> dict[str, str | None]:
        own = category if category not in self.categories else ""
        return {"source_category": _extra(table, "source_category", row) or own or None}

    def _date(self, at: float) -> dict[str, Any]:
        """The creation date; if it is not known, the first day of the data set, marked as made up."""
        day = moment(at)
        made_up = ["created_date"] if day is None else []
        return {"created_date": day or self.earliest, "updated_date": day or self.earliest, "made_up": made_up}

    def _pairs(self, table: Table, first: tuple[str, str], second: tuple[str, str]) -> list[tuple[int, int]]:
        left, right = self.ids[first[0]], self.ids[second[0]]
        columns = zip(table.text(first[1]), table.text(second[1]), strict=True)
        return [(left[a], right[b]) for a, b in columns]

    def _insert(self, model: type[_Sourced], table: Table, rows: Sequence[_Sourced]) -> set[str]:
        """Insert rows that do not exist yet; returns their ids in the data set."""
        keys = source_ids(table, self.source)
        known = _known(model, {source for source, _ in keys})
        new = [row for key, row in zip(keys, rows, strict=True) if key not in known]
        bulk.insert(model, new)
        now = _known(model, {source for source, _ in keys}) if new else known
        self.ids[table.name] = {key[1]: now[key] for key in keys}
        self.outcome.added[table.name], self.outcome.present[table.name] = len(new), len(rows) - len(new)
        return {str(row.source_id) for row in new}

    def _insert_ties(self, model: type[_Tie], rows: dict[tuple[int, int], _Tie], known: set[tuple[int, int]]) -> None:
        new = [row for pair, row in rows.items() if pair not in known]
        bulk.insert(model, new)
        name = model._meta.db_table
        self.outcome.added[name], self.outcome.present[name] = len(new), len(rows) - len(new)


def _earliest(dataset: Dataset) -> datetime.datetime:
    columns = (
        dataset.members.number("joined_at"),
        dataset.clubs.number("created_at"),
        dataset.activities.number("created_at"),
        dataset.interactions.number("at"),
    )
    known = np.concatenate(columns)
    known = known[~np.isnan(known)]
    return (moment(float(known.min())) if len(known) else None) or _EPOCH


def _known(model: type[_Sourced], sources: set[str]) -> dict[tuple[str, str], int]:
    rows = model._default_manager.filter(source__in=sources).values_list("source", "source_id", "pk")
    return {(str(source), str(id)): pk for source, id, pk in rows.iterator()}


def _extra(table: Table, column: str, row: int) -> str:
    return table.extra[column][row].strip() if column in table.extra else ""


def _keep(values: dict[str, Any], column: str, parts: list[str]) -> None:
    """Keep values in ``source_extra`` that the platform has no column for."""
    if parts:
        values["source_extra"] = {**(values["source_extra"] or {}), column: ";".join(parts)}
