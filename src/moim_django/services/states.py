"""Members' states: each is what replaying the member's interactions gives.

Whoever changes a member's log locks the row of their state first, so changes of one member wait for each other. No
trained version is needed for a state, and a new version leaves it as it is.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, starmap
from operator import itemgetter
from typing import cast

from django.db import connection, transaction

from moim.data.events import Event
from moim.data.schema import Kind
from moim.members import MemberState, OwnTexts
from moim_django.conf import Moim
from moim_django.models import Interaction, StoredState

BATCH = 500
"""Members whose states are made in one transaction: it stays short, and its statements below SQLite's limits."""


@dataclass(frozen=True, slots=True)
class StateReport:
    """What :func:`rebuild_states` did.

    Attributes
    ----------
    rebuilt
        How many members' states were made.
    differing
        The members whose stored state was not what their log gives.
    """

    rebuilt: int
    differing: tuple[int, ...]


def state_of(member_id: int) -> MemberState:
    """The state of a member, with one query; an empty one where none is stored (see :func:`rebuild_states`)."""
    row = StoredState.objects.filter(member_id=member_id).first()
    return MemberState() if row is None else decoded(row)


def decoded(row: StoredState) -> MemberState:
    """The state in a row; from the log, with one query more, where its bytes are damaged or of another release.

    Own texts that are missing or cannot be read are ``None``.
    """
    try:
        return MemberState.from_parts(bytes(row.blob), bytes(row.topics))
    except ValueError:
        return replayed(row.member_id)


def decoded_whole(row: StoredState) -> MemberState:
    """The same with own texts, always: from the log where the row has none that can be read."""
    state = decoded(row)
    return state if state.topics is not None else replayed(row.member_id)


def replayed(member_id: int) -> MemberState:
    """The state that the log of a member gives, with one query."""
    found = _replayed([member_id]).get(member_id)
    return MemberState(topics=_no_texts()) if found is None else found[0]


def locked(member_id: int) -> StoredState:
    """The row of a member's state, locked until the transaction ends; a missing one is made from the log."""
    rows = StoredState.objects.select_for_update()
    row = rows.filter(member_id=member_id).first()
    if row is None:
        rebuild([member_id])
        row = rows.get(member_id=member_id)
    return row


def rebuild_states(
    members: Iterable[int] | None = None, *, progress: Callable[[int, int], None] | None = None
) -> StateReport:
    """Make states from the log and compare them with the stored ones.

    Each few hundred members take a short transaction of their own, so the site goes on serving and recording.

    Parameters
    ----------
    members
        Whose states; all who have a state or an interaction unless given.
    progress
        Called after each transaction with the number of members done, and of all.
    """
    if members is None:
        in_log = Interaction.objects.order_by().values_list("member_id", flat=True).distinct()
        members = {*in_log, *StoredState.objects.values_list("member_id", flat=True)}
    ids = sorted(members)
    differing: list[int] = []
    for done, batch in enumerate(batches(ids), 1):
        with transaction.atomic():
            differing += rebuild(batch)
        if progress:
            progress(min(len(ids), done * BATCH), len(ids))
    return StateReport(len(ids), tuple(differing))


def rebuild(members: Sequence[int]) -> list[int]:
    """Lock the rows of these members and make them from the log, inside a transaction of the caller.

    Returns
    -------
    list[int]
        The members whose stored state differed from what the log gives.
    """
    before = dict(StoredState.objects.filter(member_id__in=members).values_list("member_id", "blob"))
    # One statement inserts missing rows and locks the others. Looking first and inserting then makes two requests of a
    # new member wait for each other on MariaDB.
    _upsert([StoredState(member_id=member_id) for member_id in members], ["touched"])
    found = _replayed(members)
    rows = []
    for member_id in members:
        state, count, last_at = found.get(member_id, (MemberState(), 0, None))
        blob, topics = state.to_parts()
        rows.append(StoredState(member_id=member_id, blob=blob, topics=topics, count=count, last_at=last_at))
    _upsert(rows, ["blob", "topics", "count", "last_at", "touched"])
    return [row.member_id for row in rows if bytes(before.get(row.member_id, row.blob)) != row.blob]


def batches(members: Sequence[int]) -> Iterator[Sequence[int]]:
    """The members in groups of at most ``BATCH``."""
    return (members[start : start + BATCH] for start in range(0, len(members), BATCH))


def event_of(member_id: int, activity_id: int, kind: str, at: datetime.datetime) -> Event:
    """An interaction as the engine takes it: ids as text, seconds since 1970 UTC."""
    return Event(str(member_id), str(activity_id), cast(Kind, kind), at.timestamp())


def _replayed(members: Collection[int]) -> dict[int, tuple[MemberState, int, datetime.datetime]]:
    """For the members with interactions: the state, the number of interactions, and the time of the last one.

    In order of time; interactions of one moment in the order in which they were recorded.
    """
    rows = Interaction.objects.filter(member_id__in=members).order_by("member_id", "at", "id")
    found = {}
    for member_id, log in groupby(rows.values_list("member_id", "activity_id", "kind", "at"), key=itemgetter(0)):
        done = list(log)
        found[member_id] = MemberState.rebuild(starmap(event_of, done), _no_texts()), len(done), done[-1][-1]
    return found


def _no_texts() -> OwnTexts:
    """Own texts of a member who has done nothing, with the half-life of the settings."""
    days = Moim.from_settings().half_life_days
    return OwnTexts(half_life=days * 86_400.0 if days else None)


def _upsert(rows: list[StoredState], fields: list[str]) -> None:
    target = ["member_id"] if connection.features.supports_update_conflicts_with_target else None
    StoredState.objects.bulk_create(rows, update_conflicts=True, update_fields=fields, unique_fields=target)
