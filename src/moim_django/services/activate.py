"""Letting a version serve."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from moim_django.models import ModelVersion
from moim_django.serving import load, serving


def activate(version_id: int) -> ModelVersion:
    """Let a version serve once it has been loaded here. Other processes take it at their next look at the database.

    Returns
    -------
    ModelVersion
        The version, active.

    Raises
    ------
    ModelVersion.DoesNotExist
        There is no such version.
    OSError
        Its folder cannot be read.
    ValueError
        It is damaged, or not what was registered. In both cases it is refused, and the version before it stays active.
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
