"""Training a version, measuring it, and letting it serve."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Callable

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from moim_django.adapters import adapter
from moim_django.conf import Moim
from moim_django.models import Interaction, ModelVersion
from moim_django.services import teaching
from moim_django.serving import OVERLAP, checksum, load, serving

Progress = Callable[[str, float], None]
"""ActivityTokenCounts which stage it is and how much of all is done, in [0, 1]."""


def train(*, at: datetime.datetime | None = None, progress: Progress | None = None) -> ModelVersion:
    """Fit a version to everything the platform knows, save it, and let it serve if it is no worse than what serves.

    Joins and likes that are credited to a list are learned against what stood in it.
    The first version has nothing to be measured against. Killed at any moment this leaves what served before serving:
    a version is registered when all of it is on disk.
    """
    from moim.recommender import Recommender
    from moim_django.measuring import Verdict, judge

    at = at or timezone.now()
    tell = progress or (lambda stage, done: None)
    known_before = at - OVERLAP
    position = _position(known_before)
    dataset = adapter().dataset()
    dataset.interactions = dataset.interactions.take(dataset.interactions.number("at") < known_before.timestamp())
    shown = teaching.shown_before(known_before)
    recommender = Recommender.fit(
        dataset, at=at.timestamp(), shown=shown, progress=lambda stage, done: tell(stage, 0.6 * done)
    )
    name = f"{at:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
    recommender.save(Moim.from_settings().model_dir / name)
    tell("measuring", 0.6)
    now = serving.get()
    verdict = Verdict({})
    if now:
        verdict = judge(dataset, at=at.timestamp(), serving=now.recommender.models["visit"], shown=shown)
    version = ModelVersion.objects.create(
        name=name,
        checksum=checksum(name),
        trained_at=at,
        log_position=position,
        metrics=verdict.metrics,
        reason=verdict.reason,
    )
    tell("done", 1.0)
    return version if verdict.reason else activate(version.id)


def activate(version_id: int) -> ModelVersion:
    """Let a version serve, once it has proved that it can be read. Other processes take it up at their next look.

    Raises:
        ModelVersion.DoesNotExist: there is no such version.
        OSError, ValueError: it cannot be read; it is refused and the one before it goes on serving.
    """
    version = ModelVersion.objects.get(pk=version_id)
    try:
        load(version)
    except (OSError, ValueError) as error:
        ModelVersion.objects.refuse(version.id, str(error))
        raise
    version = ModelVersion.objects.activate(version.id, at=timezone.now())
    transaction.on_commit(serving.expire)
    return version


def _position(known_before: datetime.datetime) -> int:
    """The id up to which no interaction is as young as that."""
    young = Interaction.objects.filter(at__gte=known_before).aggregate(first=Min("id"))["first"]
    if young is not None:
        return int(young) - 1
    return Interaction.objects.aggregate(last=Max("id"))["last"] or 0
