"""Training a version, measuring it, and letting it serve."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Callable

from django.db.models import Max
from django.utils import timezone

from moim_django.adapters import adapter
from moim_django.conf import Moim
from moim_django.models import Interaction, ModelVersion
from moim_django.serving import OVERLAP, load

Progress = Callable[[str, float], None]
"""Told what is being done and how far it is (0 to 1)."""


def train(*, at: datetime.datetime | None = None, progress: Progress | None = None) -> ModelVersion:
    """Fit a version to everything the platform knows, save it, register it, and activate it if it is no worse."""
    from moim.recommender import Recommender

    at = at or timezone.now()
    position = Interaction.objects.filter(at__lt=at - OVERLAP).aggregate(last=Max("id"))["last"] or 0
    dataset = adapter().dataset()
    recommender = Recommender.fit(dataset, at=at.timestamp(), progress=progress)
    name = f"{at:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
    recommender.save(Moim.from_settings().model_dir / name)
    version = ModelVersion.objects.create(name=name, trained_at=at, log_position=position)
    return activate(version.id)


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
    return ModelVersion.objects.activate(version.id, at=timezone.now())
