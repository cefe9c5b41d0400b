"""Forgetting a member: rows in the database, and versions on disk."""

from __future__ import annotations

import secrets
import shutil

from django.db import transaction

from moim.storage.artefact import ArtefactError
from moim.storage.erasure import without_member
from moim_django.conf import Moim
from moim_django.models import Impression, Interaction, ModelVersion, StoredState
from moim_django.services import states
from moim_django.serving import checksum


@transaction.atomic
def forget(member_id: int) -> dict[str, int]:
    """Delete all rows about a member.

    Versions on disk still hold what the member joined: see :func:`forget_in_versions`.

    Returns
    -------
    dict[str, int]
        How many rows were deleted, by the name of the model.
    """
    states.locked(member_id)  # no request of theirs records meanwhile
    return {
        model.__name__: model._default_manager.filter(member_id=member_id).delete()[0]
        for model in (Interaction, Impression, StoredState)
    }


def forget_in_versions(member_id: int) -> int:
    """Write every version that knows the member to a new folder without them, and delete the old folder.

    The row of a version changes its folder in one statement, so it can be loaded at any moment. A version that cannot
    be read is left as it is; it is refused when it is loaded.

    Returns
    -------
    int
        How many versions knew the member.
    """
    folder = Moim.from_settings().model_dir
    changed = 0
    for version in ModelVersion.objects.all():
        name = f"{version.name.partition('~')[0]}~{secrets.token_hex(3)}"
        try:
            known = without_member(folder / version.name, folder / name, str(member_id))
        except ArtefactError:
            continue
        if known:
            with transaction.atomic():
                ModelVersion.objects.filter(pk=version.pk).update(name=name, checksum=checksum(name))
            shutil.rmtree(folder / version.name)
            changed += 1
    return changed
