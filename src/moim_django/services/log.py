"""The log of interactions, and the state of each member that follows from it.

A member's state is what replaying their interactions in order of time gives, whatever happened in which thread or
process: whoever records locks the member's row first, so interactions of one member queue up behind each other. No
trained version is needed for it, and a new version leaves it as it is.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Count, Max, QuerySet
from django.utils import timezone

from moim import taste
from moim.dataset import KINDS, Kind
from moim.world import Event
from moim_django.models import Impression, Interaction, MemberState
from moim_django.serving import serving

TOLERANCE = datetime.timedelta(minutes=1)
"""How far an interaction's time may lie before the member's last one: two servers' clocks, or a wait for the lock."""


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

    When this returns and the caller's transaction (if there is one) commits, the interaction and the member's state are
    both kept; otherwise neither is.

    Args:
        at: when it happened, aware; now when not given. Up to a minute before the member's last interaction is taken as
            that moment.
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
    interaction = Interaction.objects.create(
        member_id=member_id,
        activity_id=activity_id,
        kind=kind,
        at=_in_order(at, state.last_at),
        key=key,
        surface=surface,
        recommendation=recommendation,
        position=position,
    )
    learned.learn(_event(member_id, activity_id, kind, interaction.at))
    _write(state, learned, count=state.count + 1, last_at=interaction.at)
    transaction.on_commit(serving.wake)
    return interaction


@transaction.atomic
def take_back(*, member_id: int, activity_id: int, kind: Kind) -> int:
    """Undo: what the member did of this kind with this activity never happened. Returns how many rows that were."""
    state = _locked(member_id)
    removed, _ = _log_of(member_id).filter(activity_id=activity_id, kind=kind).delete()
    if removed:
        _rebuild(state)
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


def rebuild_states(
    members: Iterable[int] | None = None, *, progress: Callable[[int, int], None] | None = None
) -> StateReport:
    """Make the states of these members (default: all) anew from the log, and compare with what was kept.

    One short transaction a member: the site goes on serving.
    """
    if members is None:
        in_log = Interaction.objects.order_by().values_list("member_id", flat=True).distinct()
        members = sorted({*in_log, *MemberState.objects.values_list("member_id", flat=True)})
    members = list(members)
    differing = []
    for done, member_id in enumerate(members, 1):
        with transaction.atomic():
            state = _locked(member_id)
            before = bytes(state.blob)
            _rebuild(state)
            if before != state.blob:
                differing.append(member_id)
        if progress:
            progress(done, len(members))
    return StateReport(len(members), tuple(differing))


def state_of(member_id: int) -> taste.MemberState:
    """The member's state: the kept one (one query), or the log replayed when there is none or it cannot be read."""
    row = MemberState.objects.filter(member_id=member_id).first()
    return replayed(member_id) if row is None else _read(row)


def replayed(member_id: int) -> taste.MemberState:
    """The state that the member's log gives, in order of time; interactions of one moment in the order recorded."""
    rows = _log_of(member_id).order_by("at", "id").values_list("activity_id", "kind", "at")
    return taste.MemberState.rebuild(_event(member_id, *row) for row in rows)


def _event(member_id: int, activity_id: int, kind: Kind, at: datetime.datetime) -> Event:
    return Event(str(member_id), str(activity_id), kind, at.timestamp())


def _log_of(member_id: int) -> QuerySet[Interaction]:
    return Interaction.objects.filter(member_id=member_id)


def _locked(member_id: int) -> MemberState:
    """The member's row, locked until the transaction ends; a missing one is made from the log."""
    rows = MemberState.objects.select_for_update()
    state = rows.filter(member_id=member_id).first()
    if state is None:
        # One statement that inserts, or locks what another request inserted meanwhile. Inserting and failing instead
        # leaves newcomers' requests waiting for each other on MariaDB.
        target = ["member_id"] if connection.features.supports_update_conflicts_with_target else None
        fresh = MemberState(member_id=member_id)
        MemberState.objects.bulk_create([fresh], update_conflicts=True, update_fields=["touched"], unique_fields=target)
        state = rows.get(member_id=member_id)
        if not state.count:
            _rebuild(state)
    return state


def _in_order(at: datetime.datetime | None, last: datetime.datetime | None) -> datetime.datetime:
    """When it happened, never before the last one: the log's order is the order of the locks."""
    if at is not None and last is not None and at < last - TOLERANCE:
        raise OutOfOrderError(f"{at.isoformat()} lies before the member's last interaction at {last.isoformat()}")
    at = at or timezone.now()
    return at if last is None else max(at, last)


def _rebuild(state: MemberState) -> None:
    found = _log_of(state.member_id).aggregate(count=Count("id"), last_at=Max("at"))
    _write(state, replayed(state.member_id), **found)


def _read(state: MemberState) -> taste.MemberState:
    try:
        return taste.MemberState.from_bytes(bytes(state.blob))
    except ValueError:  # written by another release, or damaged: the log knows
        return replayed(state.member_id)


def _write(state: MemberState, learned: taste.MemberState, *, count: int, last_at: datetime.datetime | None) -> None:
    state.blob, state.count, state.last_at = learned.to_bytes(), count, last_at
    state.save()
