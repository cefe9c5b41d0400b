"""The gathering data set's form: its tables and columns, and what is said when a file does not keep to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["view", "like", "unlike", "join", "cancel", "decline", "attend"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the form: its name, what its cells hold, and whether it may be missing or empty."""

    name: str
    type: Literal["text", "time", "latitude", "longitude", "count", "kind"] = "text"
    required: bool = False
    refers_to: str = ""


def _required(name: str, type: Literal["text", "time", "kind"] = "text", refers_to: str = "") -> Column:
    return Column(name, type, True, refers_to)


FORM: dict[str, tuple[Column, ...]] = {
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


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a data set, and where. ``line`` counts from 1, the header line included."""

    file: str
    line: int
    column: str
    value: str
    message: str

    def __str__(self) -> str:
        place = self.file
        if self.line:
            place += f":{self.line}"
        if self.column:
            place += f": column {self.column}"
        value = self.value if len(self.value) <= 60 else self.value[:57] + "..."
        return f"{place}: {self.message}" + (f": {value!r}" if value else "")


NO_MEMBER = "no such row in members"


class DatasetError(ValueError):
    """A data set that is refused. ``problems`` names everything wrong with it, not only the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))
