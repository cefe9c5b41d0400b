"""The interaction log: its CSV file, and deriving a log from tables that have only the present state."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Set
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from tqdm import tqdm

from moim.data import csvfile
from moim.data.problems import Problem
from moim.data.schema import KINDS
from moim_django import services
from moim_django.models import Interaction
from teenplay.activities.models import ActivityLike, ActivityMember
from teenplay.exchange import bulk, cells

NAME = "interactions"

Participation = ActivityMember.Participation


class LogEntry(NamedTuple):
    """One interaction; the fields are the columns of the file and of the log."""

    member_id: int
    activity_id: int
    kind: str
    at: datetime.datetime
    surface: str = ""
    synthetic: bool = False


def add(entries: Iterable[LogEntry]) -> tuple[int, int]:
    """Add interactions that are not in the log yet, in order of time; returns how many were added and how many existed.

    An interaction that is duplicated in the file is kept twice; loading the file again adds neither.
    """
    rows = sorted(entries, key=attrgetter("at"))
    there = Counter(Interaction.objects.values_list(*LogEntry._fields[:4]).iterator(chunk_size=10_000))
    new = []
    for row in rows:
        if there[row[:4]]:
            there[row[:4]] -= 1
        else:
            new.append(row)
    bulk.insert_values(Interaction, LogEntry._fields, new)
    _learn({row.member_id for row in new})
    return len(new), len(rows) - len(new)


def _learn(members: Set[int]) -> None:
    """Rebuild the states of these members from the log."""
    with tqdm(total=len(members), desc="learning", unit=" members", leave=False, disable=None) as bar:

        def show(done: int, _total: int) -> None:
            bar.update(done - bar.n)

        services.rebuild_states(members, progress=show)


def of_tables(likes: Mapping[int, Mapping[str, Any]], participants: Mapping[int, Mapping[str, Any]]) -> list[LogEntry]:
    """A log derived from the present state: the creation date is the time of a like or join, the date of change that of
    its withdrawal.

    An application that is neither accepted nor refused has no kind in the log and is left out.
    """
    found = []
    for rows, did, undid, done, undone in (
        (likes, "like", "unlike", ActivityLike.LikeStatus.LIKED, ActivityLike.LikeStatus.TAKEN_BACK),
        (participants, "join", "cancel", Participation.TAKING_PART, Participation.CANCELLED),
    ):
        for row in rows.values():
            pair = (row["member_id"], row["activity_id"])
            if row["status"] in (done, undone):
                found.append(LogEntry(*pair, did, row["created_date"]))
            if row["status"] == undone:
                found.append(LogEntry(*pair, undid, row["updated_date"]))
    return found


def standing(
    entries: Iterable[LogEntry], model: type[ActivityLike] | type[ActivityMember], on: str, off: str
) -> dict[tuple[int, int], Any]:
    """The present state that follows from interactions in order of time: one row for each member and activity."""
    found: dict[tuple[int, int], Any] = {}
    for entry in entries:
        pair = (entry.member_id, entry.activity_id)
        if entry.kind == on and pair not in found:
            found[pair] = model(member_id=pair[0], activity_id=pair[1], status=1, created_date=entry.at)
        if entry.kind in (on, off) and pair in found:
            found[pair].status = int(entry.kind == on)
            found[pair].updated_date = entry.at
    return found


def export(folder: Path) -> int:
    """Write the log in order of time; returns the number of interactions."""
    at = Interaction._meta.get_field("at")
    rows = Interaction.objects.order_by("at", "id").values_list(*LogEntry._fields)
    written = (
        [str(member), str(activity), kind, cells.write(at, moment), surface, str(int(synthetic))]
        for member, activity, kind, moment, surface, synthetic in rows.iterator(chunk_size=2_000)
    )
    return csvfile.write(folder / f"{NAME}.csv", LogEntry._fields, written)


def read(folder: Path, problems: list[Problem], *, members: Set[int], activities: Set[int]) -> list[LogEntry] | None:
    """Read the log of a folder; ``None`` without one. ``members`` and ``activities`` are the valid ids."""
    path = csvfile.find(folder, NAME)
    if path is None:
        return None
    file = csvfile.read(path, problems)
    if tuple(file.header) != LogEntry._fields:
        problems.append(
            Problem(path.name, 1, "", ",".join(file.header), f"the header should be {','.join(LogEntry._fields)}")
        )
        return []
    columns = {field.attname: field for field in Interaction._meta.concrete_fields}
    fields = [columns[name] for name in LogEntry._fields]
    found = []
    for line, row in zip(file.lines, file.rows(), strict=True):
        values = {}
        for field, cell in zip(fields, row, strict=True):
            try:
                values[field.attname] = cells.parse(field, cell)
            except ValueError as error:
                problems.append(Problem(path.name, line, str(field.column), cell, str(error)))
        if values.get("kind") not in KINDS:
            problems.append(Problem(path.name, line, "kind", row[2], f"not one of {', '.join(KINDS)}"))
        for column, known in (("member_id", members), ("activity_id", activities)):
            if column in values and values[column] not in known:
                message = f"no such row in tbl_{column.removesuffix('_id')}"
                problems.append(Problem(path.name, line, column, str(values[column]), message))
        if len(values) == len(fields):
            found.append(LogEntry(**values))
    return found
