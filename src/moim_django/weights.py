"""Reading the weights that a version has learned online.

A version brings the weights of its training. Those after the joins and likes since then are one row for each version
and scenario (:class:`moim_django.models.LearnedWeights`), which every process reads when it looks at the database
(:mod:`moim_django.serving`) and :mod:`moim_django.services.online_update` writes. The row can be deleted at any time:
the weights of the training serve then.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery

from moim_django.models import LearnedWeights

if TYPE_CHECKING:
    from moim.ranking.choice_model import ChoiceModel, Scenario

log = logging.getLogger(__name__)

SCENARIO: Scenario = "visit"
"""Someone is here and chooses: the only weights that a click says anything about."""


BLOB = Subquery(LearnedWeights.objects.filter(version=OuterRef("pk"), scenario=SCENARIO).values("blob"))
"""The same as :func:`stored`, to be read with rows of versions."""


def stored(version_id: int) -> bytes | None:
    """The stored bytes of a version's learned weights, with one query; ``None`` if there are none."""
    rows = LearnedWeights.objects.filter(version_id=version_id, scenario=SCENARIO)
    blob = rows.values_list("blob", flat=True).first()
    return None if blob is None else bytes(blob)


def decoded(blob: bytes | None, version_id: int, trained: ChoiceModel) -> ChoiceModel:
    """The weights in the stored bytes; those of the training if there are none, or none that can be read."""
    from moim.ranking.online_update import from_bytes

    try:
        return from_bytes(bytes(blob), trained) if blob else trained
    except ValueError as error:
        warn_of_damage(version_id, error)
        return trained


def warn_of_damage(version_id: int, error: ValueError) -> None:
    """Log that the stored weights of a version cannot be read."""
    log.warning("model version %s: its learned weights are ignored: %s", version_id, error)
