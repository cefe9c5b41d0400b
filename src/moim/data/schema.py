"""The schema of a gathering data set: its tables, their columns, and what the cells may hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["view", "like", "unlike", "join", "cancel", "decline", "attend"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    name
        As in the header line.
    type
        What its cells hold.
    required
        Whether it must be there, with no cell empty.
    refers_to
        The table whose key its cells must be found in, ``""`` for none.
    """

    name: str
    type: Literal["text", "time", "latitude", "longitude", "count", "kind"] = "text"
    required: bool = False
    refers_to: str = ""


def _required(name: str, type: Literal["text", "time", "kind"] = "text", refers_to: str = "") -> Column:
    return Column(name, type, True, refers_to)


SCHEMA: dict[str, tuple[Column, ...]] = {
    "members": (
        _required("member_id"),
        Column("joined_at", "time"),
        Column("region"),
        Column("lat", "latitude"),
        Column("lon", "longitude"),
        Column("interests"),
        Column("keywords"),
    ),
    "clubs": (
        _required("club_id"),
        _required("name"),
        Column("intro"),
        Column("category"),
        Column("region"),
        Column("lat", "latitude"),
        Column("lon", "longitude"),
        Column("created_at", "time"),
        Column("tags"),
    ),
    "activities": (
        _required("activity_id"),
        _required("club_id", refers_to="clubs"),
        _required("title"),
        Column("intro"),
        Column("content"),
        Column("category"),
        Column("place"),
        Column("lat", "latitude"),
        Column("lon", "longitude"),
        _required("created_at", "time"),
        _required("recruit_start", "time"),
        _required("recruit_end", "time"),
        _required("activity_start", "time"),
        Column("activity_end", "time"),
        Column("capacity", "count"),
        Column("tags"),
    ),
    "club_members": (
        _required("club_id", refers_to="clubs"),
        _required("member_id", refers_to="members"),
        Column("joined_at", "time"),
    ),
    "interactions": (
        _required("member_id", refers_to="members"),
        _required("activity_id", refers_to="activities"),
        _required("kind", "kind"),
        _required("at", "time"),
    ),
    "friends": (
        _required("member_id", refers_to="members"),
        _required("friend_id", refers_to="members"),
        Column("since", "time"),
    ),
}
"""The tables in the order in which they are read, and their columns in the order in which they are written."""

KEYS = {"members": "member_id", "clubs": "club_id", "activities": "activity_id"}
OPTIONAL = frozenset({"activities", "interactions", "friends"})

# A window that ends before it starts is refused. Both ends of a pair must be known to be compared.
WINDOWS = {
    "activities": (
        ("recruit_start", "recruit_end"),
        ("activity_start", "activity_end"),
    ),
}
