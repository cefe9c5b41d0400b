"""The weights of the version that serves, learned on from every join and like, where all processes agree on them.

A version brings the weights of its training. What is learned since lies in one row for each version and scenario
(:class:`moim_django.models.LearnedWeights`): whoever adds a choice locks it, so none is lost and the order is the same
for all; every process reads it when it follows the database. The row can be deleted at any time: the weights of the
training serve then, and learning begins anew from them.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import OuterRef, Subquery

from moim_django.models import LearnedWeights

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from moim.ranking.choice_model import Choice, ChoiceModel, Scenario

log = logging.getLogger(__name__)

SCENARIO: Scenario = "visit"
"""Someone is here and chooses: the only weights a click says anything about."""


BLOB = Subquery(LearnedWeights.objects.filter(version=OuterRef("pk"), scenario=SCENARIO).values("blob"))
"""The same as :func:`kept`, beside the rows of versions."""


def kept(version_id: int) -> bytes | None:
    """What is kept of the weights of a version: one query."""
    blob = _rows(version_id).values_list("blob", flat=True).first()
    return None if blob is None else bytes(blob)


def read(blob: bytes | None, version_id: int, trained: ChoiceModel) -> ChoiceModel:
    """The weights kept; those of the training where nothing is kept, or nothing that can be read."""
    from moim.ranking.online_update import from_bytes

    if blob is None:
        return trained
    try:
        return from_bytes(bytes(blob), trained)
    except ValueError as error:
        log.warning("model version %s: its learned weights are left aside: %s", version_id, error)
        return trained


def learn(version_id: int, trained: ChoiceModel, choice: Choice) -> None:
    """Take one step, in a transaction of its own. It is refused where a figure is not finite."""
    from moim.ranking.online_update import to_bytes

    if not _step(version_id, trained, choice):
        # Not in the transaction that looked: two that have found nothing would wait for each other on MariaDB.
        start = LearnedWeights(version_id=version_id, scenario=SCENARIO, blob=to_bytes(trained))
        LearnedWeights.objects.bulk_create([start], ignore_conflicts=True)
        _step(version_id, trained, choice)


@transaction.atomic
def _step(version_id: int, trained: ChoiceModel, choice: Choice) -> bool:
    """Whether there was a row to take it in."""
    from moim.ranking.online_update import to_bytes, updated

    row = _rows(version_id).select_for_update().first()
    if row is None:
        return False
    try:
        after = updated(read(bytes(row.blob), version_id, trained), trained, choice)
    except ValueError as error:
        log.warning("model version %s: a choice is refused: %s", version_id, error)
        return True
    row.blob, row.choices = to_bytes(after), after.choices - trained.choices
    row.save()
    return True


def _rows(version_id: int) -> QuerySet[LearnedWeights]:
    return LearnedWeights.objects.filter(version_id=version_id, scenario=SCENARIO)
