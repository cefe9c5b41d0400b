# ruff: noqa: N999  (the command is called import-models)
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from teenplay.exchange import predecessor
from teenplay.exchange.arguments import BAD_INPUT


class Command(BaseCommand):
    help = "Bring the predecessor's model files over: the shared ones, and each member's difference from them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, *, folder: Path, **options: Any) -> None:
        if not folder.is_dir():
            raise CommandError(f"{folder}: there is no such folder", returncode=BAD_INPUT)
        paths = tqdm(predecessor.files(folder), desc="reading", unit=" files", leave=False, disable=None)
        found = predecessor.find(folder, now=timezone.now(), paths=paths)
        predecessor.store(found, settings.TEENPLAY.home.predecessor)
        for name, model in found.shared.items():
            size = f"{len(model.counts.classes)} classes, {len(model.counts.vocabulary):,} words"
            self.stdout.write(f"shared: {name} (scikit-learn {model.made_by or 'unknown'}), {size}")
        total = sum(len(row.counts) for row in found.members)
        mean = f", {total / len(found.members):,.0f} bytes each" if found.members else ""
        self.stdout.write(f"members: {len(found.members):,} models brought over{mean}")
        for reason in found.refused:
            self.stderr.write(reason)
        if found.refused:
            raise CommandError(f"{len(found.refused):,} files refused, none of them was run.", returncode=BAD_INPUT)
