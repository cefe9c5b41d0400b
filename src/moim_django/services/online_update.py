"""Updating the weights of the active version with each join and like: this item was chosen, those beside it not.

The alternatives of a click on a list are the items of that list, with the features they were ranked by, which are
logged with the impressions. For a click without a list, or on a list of another version, the features are computed
again: for the items of the list if there is one, otherwise for what is open at that moment.

The weights are one row for each version and scenario (:class:`moim_django.models.LearnedWeights`), locked for each
step, so no step is lost and all processes see them in the same order.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from moim.data.events import Event
from moim.members import MemberState
from moim_django import weights
from moim_django.adapters import adapter
from moim_django.models import Impression, Interaction, LearnedWeights
from moim_django.serving import Active, serving

if TYPE_CHECKING:
    from moim.ranking.choice_model import Choice

log = logging.getLogger(__name__)

CHOICE_KINDS = ("join", "like")
GONE = ("join", "attend", "decline")
"""Standings with which an activity is no alternative any more."""

LoggedRow = tuple[int, int | None, bytes | memoryview | None]
"""Item, version, logged features."""


def training_example(event: Event, state: MemberState, list_id: int | None) -> tuple[Active, Choice] | None:
    """What the event adds to the training of the active version: the choice, and the version whose features it has.

    Call it before the event is in the log, with the member's state locked. A member who repeats an interaction gives no
    second example: otherwise anybody could move the weights of all members by pressing a heart all day.

    Parameters
    ----------
    event
        What the member does.
    state
        The member's state before it.
    list_id
        The list that the event is credited to.

    Returns
    -------
    tuple[Active, Choice] | None
        ``None`` if this process has no version, the version's weights are not updated online, the kind is no choice, or
        there was no alternative.
    """
    active = serving.active
    if active is None or not active.learn_online or event.kind not in CHOICE_KINDS or _repeated(event, state):
        return None
    choice = _choice(active, event, state, _items_of(event, list_id))
    return None if choice is None else (active, choice)


def update_weights(active: Active, choice: Choice) -> None:
    """Update the weights of a version with one choice, in a transaction of its own, and let this process read them.

    A choice with a feature that is not finite is refused with a warning.
    """
    try:
        if not _step(active, choice):
            # Outside the transaction that found no row: two that both found none would wait for each other on MariaDB.
            start = LearnedWeights(version_id=active.id, scenario=weights.SCENARIO, blob=b"")
            LearnedWeights.objects.bulk_create([start], ignore_conflicts=True)
            _step(active, choice)
    finally:
        serving.wake()  # the interaction is committed, whatever became of the weights


@transaction.atomic
def _step(active: Active, choice: Choice) -> bool:
    """Whether there was a row to update."""
    from moim.ranking.online_update import DamagedWeightsError, update_bytes

    rows = LearnedWeights.objects.filter(version_id=active.id, scenario=weights.SCENARIO)
    row = rows.select_for_update().first()
    if row is None:
        return False
    try:
        try:
            row.blob, row.choices = update_bytes(bytes(row.blob), active.trained, choice)
        except DamagedWeightsError as error:
            weights.warn_of_damage(active.id, error)
            row.blob, row.choices = update_bytes(b"", active.trained, choice)
    except ValueError as error:
        log.warning("model version %s: a choice is refused: %s", active.id, error)
    else:
        row.save()
    return True


def _repeated(event: Event, state: MemberState) -> bool:
    """Whether the log has the same of this member. Asks the database only if the state has the activity."""
    if event.activity_id not in state.traces:
        return False
    same = Interaction.objects.filter(activity_id=event.activity_id, kind=event.kind, member_id=event.member_id)
    return same.exists()


def _items_of(event: Event, list_id: int | None) -> Sequence[LoggedRow]:
    """The activities of the list from the top; none if it is another member's or lacks the activity.

    A visitor's list counts for whoever signs in from it.
    """
    if list_id is None:
        return []
    theirs = Q(member_id=event.member_id) | Q(member_id=None)
    rows = Impression.objects.filter(theirs, recommendation=list_id, target=Impression.Target.ACTIVITY)
    items = list(rows.order_by("position").values_list("item_id", "version_id", "basis"))
    return items if any(str(item) == event.activity_id for item, _, _ in items) else []


def _choice(active: Active, event: Event, state: MemberState, items: Sequence[LoggedRow]) -> Choice | None:
    from moim.ranking.online_update import choice_from_impression

    gone = {id for id, trace in state.traces.items() if trace.standing in GONE} - {event.activity_id}
    logged = [(str(item), bytes(basis)) for item, version, basis in items if version == active.id and basis]
    if items and len(logged) == len(items):
        try:
            return choice_from_impression(logged, event.activity_id, event.kind, gone)
        except ValueError:  # of another number of features: computed again below
            pass
    profile, permitted = adapter().member(int(event.member_id), state)
    ids = [str(item) for item, _, _ in items if str(item) not in gone]
    with active.engine() as recommender:
        return recommender.choice(permitted, event, ids, profile)
