"""Versions on disk forget a member too."""

from __future__ import annotations

import secrets
import shutil

from django.db import transaction

from moim.storage.artefact import ArtefactError
from moim.storage.erasure import without_member
from moim_django.conf import Moim
from moim_django.models import ModelVersion
from moim_django.serving import checksum


def forget_in_versions(member_id: int) -> int:
    """Write every version that knows the member anew without them; how many that were.

    A version changes its folder, and its row in one statement, so that it can be loaded at any moment. One that cannot
    be read is left to be refused when it is loaded.
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
