"""Importing the predecessor's model files: a member's model is stored as its difference from the shared one.

A file belongs to the member whose row names it (``member_recommended_activity_model`` or ``..._club_model``), or whose
id the file's name ends with; a file that belongs to nobody is a shared model. A member's file is compared with the
shared model of the same classes and vocabulary.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from moim.topics import SharedCounts
from moim.topics.predecessor_importer import PredecessorModel, RefusedFileError, read_predecessor
from teenplay.exchange.models import ImportedCounts
from teenplay.members.models import Member

Kind = ImportedCounts.CountsKind


@dataclass(slots=True)
class Found:
    """The models of a folder: shared ones by file name, members' differences, and files refused with the reason."""

    shared: dict[str, PredecessorModel] = field(default_factory=dict)
    members: list[ImportedCounts] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def find(folder: Path, *, now: datetime.datetime, paths: Iterable[Path] | None = None) -> Found:
    """Read every file below a folder. No code in them is run, and nothing is stored.

    Parameters
    ----------
    folder
        The folder of the files.
    now
        The time of the import.
    paths
        The files of the folder, for example wrapped in a progress bar.
    """
    owners = _Owners(folder)
    found = Found()
    models: list[tuple[Path, int, Kind, PredecessorModel]] = []
    for path in paths or files(folder):
        try:
            model = read_predecessor(path)
        except RefusedFileError as error:
            found.refused.append(str(error))
            continue
        owner = owners.of(path)
        if owner is None:
            found.shared[path.name] = model
        else:
            models.append((path, *owner, model))
    shared = {model.counts.key: model.counts for model in found.shared.values()}
    for path, member, kind, model in models:
        try:
            found.members.append(_difference(shared, member, kind, model, now))
        except ValueError as error:
            found.refused.append(f"{path.name}: {error}")
    return found


def files(folder: Path) -> list[Path]:
    """The files below a folder, sorted by name."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def store(found: Found, folder: Path) -> None:
    """Store shared models in ``folder`` and members' differences in the database, replacing earlier ones."""
    for model in found.shared.values():
        target = folder / model.counts.key.hex()
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            model.counts.save(target, {"made_by": model.made_by})
    with transaction.atomic():
        for row in found.members:
            ImportedCounts.objects.filter(member=row.member_id, kind=row.kind).delete()
        ImportedCounts.objects.bulk_create(found.members, batch_size=500)


class _Owners:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.named: dict[str, tuple[int, Kind]] = {}
        self.ids = set()
        for id, activity, club in Member.objects.values_list("id", "activity_model", "club_model"):
            self.ids.add(id)
            for path, kind in ((activity, Kind.ACTIVITY), (club, Kind.CLUB)):
                if path:
                    self.named[Path(path).name] = (id, kind)

    def of(self, path: Path) -> tuple[int, Kind] | None:
        """The member a file belongs to, and whether it is about activities or clubs."""
        if path.name in self.named:
            return self.named[path.name]
        number = re.search(r"(\d+)$", path.name.split(".")[0])
        if number and int(number[1]) in self.ids:
            kind = Kind.CLUB if "club" in str(path.relative_to(self.folder)) else Kind.ACTIVITY
            return int(number[1]), kind
        return None


def _difference(
    shared: dict[bytes, SharedCounts], member: int, kind: Kind, model: PredecessorModel, now: datetime.datetime
) -> ImportedCounts:
    key = model.counts.key
    if key not in shared:
        raise ValueError("there is no shared model with its classes and vocabulary")
    counts = shared[key].to_bytes(shared[key].difference(model.counts))
    return ImportedCounts(
        member_id=member, kind=kind, shared=key.hex(), counts=counts, made_by=model.made_by, imported_at=now
    )
