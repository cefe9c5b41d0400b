"""Members, clubs and activities as columns, and what has happened between them so far.

A :class:`World` holds the rows of the three tables and a log of events in the order in which they were observed. "Now"
is always an argument, so serving the present and replaying the past are the same code; see :mod:`moim.data.replay`.

Members, clubs and activities are addressed by *row* (an ``int``, never reused); ids are the platform's own strings.
Times are seconds since 1970 UTC. Places are unit vectors on the sphere, so that a distance is a dot product.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from moim.data.arrays import Rows
from moim.data.dataset import Dataset
from moim.data.events import Event, events_of
from moim.data.geo import unit_vector
from moim.data.growable import GrowableTable
from moim.data.parsing import split_list
from moim.data.schema import KINDS
from moim.data.times import DAY
from moim.data.vocabulary import Vocabulary

PACE_HALF_LIFE = 2 * DAY
"""A join counts half for an activity's pace after this many seconds."""

_KINDS = {kind: number for number, kind in enumerate(KINDS)}


class World:
    """What is known about members, clubs and activities at one moment of a replay, or now."""

    def __init__(self) -> None:
        self.member_ids = Vocabulary()
        self.club_ids = Vocabulary()
        self.activity_ids = Vocabulary()
        self.categories = Vocabulary()
        self.regions = Vocabulary()

        xyz = dict.fromkeys("xyz", (np.float64, np.nan))
        self.members = GrowableTable(region=(np.int16, -1), since=(np.float64, np.nan), **xyz)
        self.clubs = GrowableTable(
            category=(np.int16, -1),
            region=(np.int16, -1),
            created=(np.float64, np.nan),
            size=(np.int32, 0),
            held=(np.int32, 0),
            **xyz,
        )
        self.activities = GrowableTable(
            club=(np.int32, -1),
            category=(np.int16, -1),
            created=(np.float64, np.nan),
            recruit_start=(np.float64, np.nan),
            recruit_end=(np.float64, np.nan),
            start=(np.float64, np.nan),
            end=(np.float64, np.nan),
            capacity=(np.float64, np.inf),
            going=(np.int32, 0),
            pace=(np.float64, 0.0),
            last_join=(np.float64, -np.inf),
            listed=(np.bool_, True),
            **xyz,
        )
        # Texts, as the tables have them; the features make of them what they need.
        self.interests: list[tuple[str, ...]] = []
        self.keywords: list[tuple[str, ...]] = []
        self.club_texts: list[tuple[str, str, str]] = []  # name, intro, tags
        self.activity_texts: list[tuple[str, str, str, str]] = []  # title, intro and content, place, tags

        self.club_members: list[dict[int, float]] = []  # club -> {member: since}
        self.member_clubs: list[dict[int, float]] = []  # member -> {club: since}
        self.friends: list[set[int]] = []  # member -> members
        self.participants: list[dict[int, float]] = []  # activity -> {member going: joined at}
        self.joined: list[dict[int, float]] = []  # member -> {activity going to: joined at}
        self.declined: list[set[int]] = []  # member -> activities they said no to
        self.touched: list[int] = []  # activities in the order in which they were added or changed
        self.version = 0  # grows with every change that can change who may join what, and with whom
        self.log = GrowableTable(
            member=(np.int32, -1), activity=(np.int32, -1), kind=(np.int8, -1), at=(np.float64, np.nan)
        )

    @classmethod
    def of(cls, dataset: Dataset, *, until: float = math.inf, events: bool = True) -> World:
        """A world from a data set as it was known before ``until``.

        All rows of clubs and activities are added (each is invisible before its own ``created_at``).

        Parameters
        ----------
        dataset
            As read.
        until
            Seconds since 1970 UTC; memberships, friendships and events of then or later are left out, undated ones were
            always known.
        events
            Without them nothing has happened yet, and nobody is in a club or has friends.
        """
        world = cls()
        for row in dataset.members.rows():
            world.put_member(row)
        for row in dataset.clubs.rows():
            world.put_club(row)
        for row in dataset.activities.rows():
            world.put_activity(row)
        if events:
            table = dataset.club_members
            since = table.number("joined_at")
            for club, member, at in zip(table.text("club_id"), table.text("member_id"), since.tolist(), strict=True):
                if not at >= until:
                    world.put_membership(club, member, at)
            table = dataset.friends
            for one, other, at in zip(
                table.text("member_id"), table.text("friend_id"), table.number("since").tolist(), strict=True
            ):
                if not at >= until:
                    world.put_friends(one, other)
            for event in events_of(dataset):
                if event.at >= until:
                    break
                world.observe(event)
        return world

    # --- rows ---------------------------------------------------------------------------------------------------

    def put_member(self, row: Mapping[str, Any]) -> int:
        """Add a member, or change one that is known. Keys are the data set's columns. Returns the row."""
        known = self.member_ids.get(str(row["member_id"]))
        if known < 0:
            known = self._new_member(str(row["member_id"]))
        x, y, z = unit_vector(_float(row.get("lat")), _float(row.get("lon")))
        self._set(
            self.members,
            known,
            region=self.regions.add(_text(row.get("region"))),
            since=_float(row.get("joined_at")),
            x=x,
            y=y,
            z=z,
        )
        self.interests[known] = tuple(split_list(_text(row.get("interests"))))
        self.keywords[known] = tuple(split_list(_text(row.get("keywords"))))
        return known

    def put_club(self, row: Mapping[str, Any]) -> int:
        """Add a club, or change one that is known. Returns the row."""
        identifier = str(row["club_id"])
        known = self.club_ids.get(identifier)
        if known < 0:
            known = self.club_ids.add(identifier)
            self.clubs.append()
            self.club_members.append({})
            self.club_texts.append(("", "", ""))
        x, y, z = unit_vector(_float(row.get("lat")), _float(row.get("lon")))
        self._set(
            self.clubs,
            known,
            category=self.categories.add(_text(row.get("category"))),
            region=self.regions.add(_text(row.get("region"))),
            created=_float(row.get("created_at")),
            x=x,
            y=y,
            z=z,
        )
        self.club_texts[known] = (_text(row.get("name")), _text(row.get("intro")), _text(row.get("tags")))
        return known

    def put_activity(self, row: Mapping[str, Any]) -> int:
        """Add an activity, or change one that is known. Returns the row.

        Without a category it has that of its club, without an end it ends when it starts, without a capacity it has
        room for everybody.

        Raises
        ------
        KeyError
            The club is not known; nothing is changed then.
        """
        club = self.club_ids.get(str(row["club_id"]))
        if club < 0:
            raise KeyError(f"activity {row['activity_id']}: unknown club {row['club_id']}")
        identifier = str(row["activity_id"])
        known = self.activity_ids.get(identifier)
        if known < 0:
            known = self.activity_ids.add(identifier)
            self.activities.append()
            self.participants.append({})
            self.activity_texts.append(("", "", "", ""))
            self.clubs["held"][club] += 1
        x, y, z = unit_vector(_float(row.get("lat")), _float(row.get("lon")))
        category = self.categories.add(_text(row.get("category")))
        start, end = _float(row.get("activity_start")), _float(row.get("activity_end"))
        capacity = _float(row.get("capacity"))
        self._set(
            self.activities,
            known,
            club=club,
            category=category if category >= 0 else self.clubs["category"][club],
            created=_float(row.get("created_at")),
            recruit_start=_float(row.get("recruit_start")),
            recruit_end=_float(row.get("recruit_end")),
            start=start,
            end=start if math.isnan(end) else end,
            capacity=math.inf if math.isnan(capacity) else capacity,
            listed=bool(row.get("listed", True)),
            x=x,
            y=y,
            z=z,
        )
        body = " ".join(part for part in (_text(row.get("intro")), _text(row.get("content"))) if part)
        self.activity_texts[known] = (_text(row["title"]), body, _text(row.get("place")), _text(row.get("tags")))
        self.touched.append(known)
        self.version += 1
        return known

    def put_membership(self, club_id: str, member_id: str, since: float = math.nan) -> None:
        """Add a member to a club; one who is not known is added. A club that is not known is ignored."""
        club, member = self.club_ids.get(club_id), self.member(member_id)
        if club >= 0 and member not in self.club_members[club]:
            self.club_members[club][member] = since
            self.member_clubs[member][club] = since
            self.clubs["size"][club] += 1
            self.version += 1

    def drop_membership(self, club_id: str, member_id: str) -> None:
        """Take a member out of a club, if they are in it."""
        club, member = self.club_ids.get(club_id), self.member_ids.get(member_id)
        if club >= 0 and member >= 0 and self.club_members[club].pop(member, None) is not None:
            self.member_clubs[member].pop(club)
            self.clubs["size"][club] -= 1
            self.version += 1

    def put_friends(self, one: str, other: str) -> None:
        """Make two members friends of one another; those who are not known are added."""
        a, b = self.member(one), self.member(other)
        if a != b:
            self.friends[a].add(b)
            self.friends[b].add(a)

    def member(self, member_id: str) -> int:
        """The row of a member, who is added if not known yet."""
        row = self.member_ids.get(member_id)
        return row if row >= 0 else self._new_member(member_id)

    def _new_member(self, member_id: str) -> int:
        row = self.member_ids.add(member_id)
        self.members.append()
        self.interests.append(())
        self.keywords.append(())
        self.member_clubs.append({})
        self.friends.append(set())
        self.joined.append({})
        self.declined.append(set())
        return row

    @staticmethod
    def _set(columns: GrowableTable, row: int, **values: Any) -> None:
        for name, value in values.items():
            columns[name][row] = value

    # --- what happens -------------------------------------------------------------------------------------------

    def observe(self, event: Event) -> tuple[int, int]:
        """Log an event and count what it changes. A member who is not known is added.

        Joining twice counts once; declining what one has joined also cancels it.

        Returns
        -------
        tuple[int, int]
            The rows of its member and activity.

        Raises
        ------
        KeyError
            The activity or the kind is not known; nothing is changed then.
        """
        activity = self.activity_ids.get(event.activity_id)
        if activity < 0:
            raise KeyError(f"unknown activity {event.activity_id}")
        if event.kind not in _KINDS:
            raise KeyError(f"unknown kind {event.kind}")
        member = self.member(event.member_id)
        self.log.append(member=member, activity=activity, kind=_KINDS[event.kind], at=event.at)
        if event.kind == "join":
            if activity not in self.joined[member]:
                self.joined[member][activity] = event.at
                self.participants[activity][member] = event.at
                self._count_join(activity, event.at)
                self.version += 1
            self.declined[member].discard(activity)
        elif event.kind in ("cancel", "decline"):
            if self.joined[member].pop(activity, None) is not None:
                self.participants[activity].pop(member)
                self.activities["going"][activity] -= 1
                self.version += 1
            if event.kind == "decline":
                self.declined[member].add(activity)
        return member, activity

    def _count_join(self, activity: int, at: float) -> None:
        a = self.activities
        a["going"][activity] += 1
        a["pace"][activity] = 1.0 + a["pace"][activity] * 2.0 ** ((a["last_join"][activity] - at) / PACE_HALF_LIFE)
        a["last_join"][activity] = at

    # --- what is open -------------------------------------------------------------------------------------------

    def open_at(self, at: float) -> Rows:
        """Rows of the activities that are open: created, in their recruiting window, listed, with a seat left.

        Recruiting is open from the moment it starts to just before the moment it ends.
        """
        a = self.activities
        mask = (
            (a["created"] <= at)
            & (a["recruit_start"] <= at)
            & (at < a["recruit_end"])
            & (a["going"] < a["capacity"])
            & a["listed"]
        )
        return np.flatnonzero(mask).astype(np.int32)

    def clubs_at(self, at: float) -> Rows:
        """Rows of the clubs that exist: created by then, or at a time that is not known."""
        return np.flatnonzero(~(self.clubs["created"] > at)).astype(np.int32)


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell)


def _float(cell: Any) -> float:
    return math.nan if cell is None else float(cell)
