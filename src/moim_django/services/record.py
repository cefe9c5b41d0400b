"""Recording what members did: the log of interactions, and with it the members' states."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from moim.data.schema import KINDS, Kind
from moim_django.models import Interaction
from moim_django.services import online_update, states
from moim_django.serving import serving

TOLERANCE = datetime.timedelta(minutes=1)
"""How far the time of an interaction may lie before the member's last one. Set by hand: clocks of two servers differ by
less, and a request that waits longer for the lock has been given up by its browser."""


class OutOfOrderError(ValueError):
    """An interaction is dated before the member's last one. Nothing was changed."""


class KeyReusedError(ValueError):
    """An idempotency key came back with another interaction. Nothing was changed."""


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
    """Add one interaction to the log and update the member's state, in one transaction.

    If the caller has a transaction open, both are kept when that one commits. A join or a like also updates the weights
    of the active version, after the commit (:mod:`moim_django.services.online_update`).

    Parameters
    ----------
    member_id
        Who.
    activity_id
        With which activity.
    kind
        What: one of :data:`moim.data.schema.KINDS`.
    at
        When, with a time zone; now unless given. A time up to a minute before the member's last interaction is recorded
        as the time of that one; so is now, if the last one was loaded with a time to come.
    key
        An idempotency key of the client: sent again with the same interaction it changes nothing and returns the first
        one.
    surface
        Where on the site, as given to :func:`moim_django.services.recommend`.
    recommendation
        The list it is credited to (``ItemList.recommendation``).
    position
        The position in that list, from 1.

    Returns
    -------
    Interaction
        The interaction as stored.

    Raises
    ------
    ValueError
        There is no such kind, or ``at`` has no time zone.
    OutOfOrderError
        ``at`` lies more than a minute before the member's last interaction.
    KeyReusedError
        The key belongs to another interaction.
    """
    if kind not in KINDS:
        raise ValueError(f"no such kind of interaction: {kind!r}")
    if at is not None and timezone.is_naive(at):
        raise ValueError("the time of an interaction needs a time zone")
    row = states.locked(member_id)
    if key is not None and (known := Interaction.objects.filter(key=key).first()):
        if (known.member_id, known.activity_id, known.kind) != (member_id, activity_id, kind):
            raise KeyReusedError(f"the key {key!r} belongs to another interaction")
        return known
    moment = _in_order(at, row.last_at)
    event = states.event_of(member_id, activity_id, kind, moment)
    state = states.decoded_whole(row)
    example = online_update.training_example(event, state, recommendation)  # the alternatives were those before it
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
    state.update(event)
    row.blob, row.topics = state.to_parts()
    row.count, row.last_at = row.count + 1, moment
    row.save()
    if example is None:
        transaction.on_commit(serving.wake)
    else:
        active, choice = example
        # The interaction is kept even if this fails. No partial: Django logs the failure by __qualname__.
        transaction.on_commit(lambda: online_update.update_weights(active, choice), robust=True)
    return interaction


@transaction.atomic
def record_many(interactions: Iterable[Interaction]) -> int:
    """Add interactions from elsewhere, and make the states of their members anew.

    For loading: they may lie before what a member did last, and the weights are not updated.

    Parameters
    ----------
    interactions
        Unsaved rows, in any order.

    Returns
    -------
    int
        How many there were.

    Raises
    ------
    ValueError
        One is of no known kind; nothing was added.
    """
    rows = sorted(interactions, key=lambda row: row.at)
    if unknown := {row.kind for row in rows} - set(KINDS):
        raise ValueError(f"no such kind of interaction: {', '.join(sorted(unknown))}")
    Interaction.objects.bulk_create(rows, batch_size=states.BATCH)
    for batch in states.batches(sorted({row.member_id for row in rows})):
        states.rebuild(batch)
    transaction.on_commit(serving.wake)
    return len(rows)


@transaction.atomic
def take_back(*, member_id: int, activity_id: int, kind: Kind) -> int:
    """Delete what the member did of this kind with this activity, as if it had never happened.

    Returns
    -------
    int
        How many interactions that were.
    """
    states.locked(member_id)
    removed, _ = Interaction.objects.filter(member_id=member_id, activity_id=activity_id, kind=kind).delete()
    if removed:
        states.rebuild([member_id])
    return removed


def _in_order(at: datetime.datetime | None, last: datetime.datetime | None) -> datetime.datetime:
    """The time to record, never before the last one: the order of times is the order in which the lock was taken."""
    now = timezone.now()
    at = at or now
    if last is None or at >= last:
        return at
    if at < min(last, now) - TOLERANCE:
        raise OutOfOrderError(f"{at.isoformat()} lies before the member's last interaction at {last.isoformat()}")
    return last
