from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from teenplay.exchange import dataset_export, teenplay_form

FORMS = {"teenplay": teenplay_form.export, "dataset": dataset_export.export}


class Command(BaseCommand):
    help = "Write everything as TeenPlay's CSV files and as the five-file form. Credentials are never written."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument("--form", choices=FORMS, help="only this one (default: both)")

    def handle(self, *, folder: Path, form: str | None, **options: Any) -> None:
        for name in [form] if form else list(FORMS):
            for table, count in FORMS[name](folder / name).items():
                self.stdout.write(f"{name}/{table}: {count:,}")
