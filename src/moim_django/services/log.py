"""The log of interactions, and the state of each member that follows from it.

A member's state is what replaying their interactions in order of time gives, whatever happened in which thread or
process: whoever records locks the member's row first, so interactions of one member queue up behind each other. No
trained version is needed for it, and a new version leaves it as it is.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, starmap
from operator import itemgetter
from typing import cast

from django.db import connection, transaction
from django.utils import timezone

from moim.data.events import Event
from moim.data.schema import KINDS, Kind
from moim.members import MemberState as EngineState
from moim_django.models import Impression, Interaction, MemberState
from moim_django.services import teaching, topics
from moim_django.serving import serving

TOLERANCE = datetime.timedelta(minutes=1)
"""How far an interaction's time may lie before the member's last one: two servers' clocks, or a wait for the lock."""

BATCH = 500
"""Members whose states are made in one transaction."""


class OutOfOrderError(ValueError):
    """An interaction is dated before the last one known of its member. Nothing was changed."""


class KeyReusedError(ValueError):
    """An idempotency key came back with another interaction. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class StateReport:
    """What :func:`rebuild_states` found: how many members' states there are, and whose kept ones differed."""

    rebuilt: int
    differing: tuple[int, ...]


@transaction.atomic
def record(
    *,
    member_id: int,
    activity_id: int,
    kind: Kind,
    at: datetime.datetime | None = None,
    key: str | None = None,
    surface: str = "",
    recommendation: int | None = None,
    position: int | None = None,
) -> Interaction:
    """Add one interaction to the log and learn from it, in one transaction.

    A join or a like also teaches the weights of the version that serves, once that transaction has committed
    (:mod:`moim_django.services.teaching`).

    When this returns and the caller's transaction (if there is one) commits, the interaction and the member's state are
    both kept; otherwise neither is.

    Args:
        at: when it happened, aware; now when not given. Up to a minute before the member's last interaction is taken as
            that moment; so is now, when the last one was loaded with a time to come.
        key: chosen by the client; the same interaction sent again with it changes nothing and gives the first one back.
        surface: where on the site, as given to :func:`moim_django.services.recommend`.
        recommendation: the list it is credited to (``Page.recommendation``) and the ``position`` in it, from 1.

    Raises:
        ValueError: there is no such kind, or ``at`` is naive.
        OutOfOrderError: ``at`` lies before the member's last interaction.
        KeyReusedError: the key belongs to another interaction.
    """
    if kind not in KINDS:
        raise ValueError(f"no such kind of interaction: {kind!r}")
    if at is not None and timezone.is_naive(at):
        raise ValueError("the time of an interaction needs a time zone")
    state = _locked(member_id)
    if key is not None and (known := Interaction.objects.filter(key=key).first()):
        if (known.member_id, known.activity_id, known.kind) != (member_id, activity_id, kind):
            raise KeyReusedError(f"the key {key!r} belongs to another interaction")
        return known
    learned = _read(state)
    moment = _in_order(at, state.last_at)
    event = _event(member_id, activity_id, kind, moment)
    lesson = teaching.lesson(event, learned, recommendation)
    interaction = Interaction.objects.create(
        member_id=member_id,
        activity_id=activity_id,
        kind=kind,
        at=moment,
        key=key,
        surface=surface,
        recommendation=recommendation,
        position=position,
    )
    learned.update(event)
    state.blob, state.count, state.last_at = learned.to_bytes(), state.count + 1, interaction.at
    state.topics = topics.learned(state, event)
    state.save()
    if lesson is not None:
        transaction.on_commit(lesson, robust=True)  # what happened is kept; what it teaches may be lost
    transaction.on_commit(serving.wake)
    return interaction


@transaction.atomic
def take_back(*, member_id: int, activity_id: int, kind: Kind) -> int:
    """Undo: what the member did of this kind with this activity never happened. Returns how many rows that were."""
    _locked(member_id)
    removed, _ = Interaction.objects.filter(member_id=member_id, activity_id=activity_id, kind=kind).delete()
    if removed:
        _rebuild([member_id])
    return removed


@transaction.atomic
def forget(member_id: int) -> dict[str, int]:
    """Delete everything kept about a member; how many rows of what.

    A version trained before still holds what they joined, as numbers without a name, until it is trained anew.
    """
    _locked(member_id)
    return {
        model.__name__: model._default_manager.filter(member_id=member_id).delete()[0]
        for model in (Interaction, Impression, MemberState)
    }


@transaction.atomic
def record_many(interactions: Iterable[Interaction]) -> int:
    """Add interactions from elsewhere (unsaved rows), in order of time, and make those members' states anew.

    For loading: nothing is checked but the kind, and they may lie before what a member did last. Returns how many.
    """
    rows = sorted(interactions, key=lambda row: row.at)
    if unknown := {row.kind for row in rows} - set(KINDS):
        raise ValueError(f"no such kind of interaction: {', '.join(sorted(unknown))}")
    members = sorted({row.member_id for row in rows})
    Interaction.objects.bulk_create(rows, batch_size=BATCH)
    for batch in _batches(members):
        _rebuild(batch)
    transaction.on_commit(serving.wake)
    return len(rows)


def rebuild_states(
    members: Iterable[int] | None = None, *, progress: Callable[[int, int], None] | None = None
) -> StateReport:
    """Make the states of these members (default: all) anew from the log, and compare with what was kept.

    A short transaction for every few hundred members: the site goes on serving and recording.
    """
    if members is None:
        in_log = Interaction.objects.order_by().values_list("member_id", flat=True).distinct()
        members = {*in_log, *MemberState.objects.values_list("member_id", flat=True)}
    ids = sorted(members)
    differing: list[int] = []
    for done, batch in enumerate(_batches(ids)):
        with transaction.atomic():
            differing += _rebuild(batch)
        if progress:
            progress(min(len(ids), (done + 1) * BATCH), len(ids))
    return StateReport(len(ids), tuple(differing))


def state_of(member_id: int) -> EngineState:
    """What was learned about a member: one query. Without a row a newcomer, until :func:`rebuild_states`."""
    row = MemberState.objects.filter(member_id=member_id).first()
    if row is None:
        return EngineState()
    state = _read(row)
    state.topics = topics.of(row)
    return state


def replayed(members: Collection[int]) -> dict[int, tuple[EngineState, int, datetime.datetime]]:
    """For those of the members who did anything: the state their log gives, its number of interactions, its last time.

    In order of time; interactions of one moment in the order in which they were recorded.
    """
    rows = Interaction.objects.filter(member_id__in=members).order_by("member_id", "at", "id")
    found = {}
    for member_id, log in groupby(rows.values_list("member_id", "activity_id", "kind", "at"), key=itemgetter(0)):
        done = list(log)
        state = EngineState.rebuild(starmap(_event, done))
        state.topics = topics.replayed(starmap(_event, done))
        found[member_id] = (state, len(done), done[-1][-1])
    return found


def _event(member_id: int, activity_id: int, kind: str, at: datetime.datetime) -> Event:
    return Event(str(member_id), str(activity_id), cast(Kind, kind), at.timestamp())


def _batches(members: Sequence[int]) -> Iterator[Sequence[int]]:
    return (members[start : start + BATCH] for start in range(0, len(members), BATCH))


def _locked(member_id: int) -> MemberState:
    """The member's row, locked until the transaction ends; a missing one is made from the log."""
    rows = MemberState.objects.select_for_update()
    state = rows.filter(member_id=member_id).first()
    if state is None:
        _rebuild([member_id])
        state = rows.get(member_id=member_id)
    return state


def _rebuild(members: Sequence[int]) -> list[int]:
    """Lock the members' rows and make them anew from the log. Returns those who had one that differed."""
    kept = dict(MemberState.objects.filter(member_id__in=members).values_list("member_id", "blob"))
    # Inserting, or locking what is there, in one statement. Asking first and inserting then leaves two requests of one
    # newcomer waiting for each other on MariaDB.
    _upsert([MemberState(member_id=member_id) for member_id in members], ["touched"])
    log = replayed(members)
    rows = []
    for member_id in members:
        state, count, last_at = log.get(member_id, (EngineState(), 0, None))
        own = state.topics.to_bytes() if state.topics else b""
        rows.append(MemberState(member_id=member_id, blob=state.to_bytes(), topics=own, count=count, last_at=last_at))
    _upsert(rows, ["blob", "topics", "count", "last_at", "touched"])
    return [row.member_id for row in rows if bytes(kept.get(row.member_id, row.blob)) != row.blob]


def _upsert(rows: list[MemberState], fields: list[str]) -> None:
    target = ["member_id"] if connection.features.supports_update_conflicts_with_target else None
    MemberState.objects.bulk_create(rows, update_conflicts=True, update_fields=fields, unique_fields=target)


def _in_order(at: datetime.datetime | None, last: datetime.datetime | None) -> datetime.datetime:
    """When it happened, never before the last one: the log's order is the order of the locks."""
    now = timezone.now()
    at = at or now
    if last is None or at >= last:
        return at
    if at < min(last, now) - TOLERANCE:
        raise OutOfOrderError(f"{at.isoformat()} lies before the member's last interaction at {last.isoformat()}")
    return last


def _read(state: MemberState) -> EngineState:
    try:
        return EngineState.from_bytes(bytes(state.blob))
    except ValueError:  # written by another release, or damaged: the log knows
        log = replayed([state.member_id])
        return log[state.member_id][0] if log else EngineState()
