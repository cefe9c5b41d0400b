"""``teenplay evaluate``: figures as JSON, a page to read, confusion matrices and the distribution as pictures."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone
from tqdm import tqdm

from moim_django.models import ModelVersion
from teenplay.reports import texts, writing


class Command(BaseCommand):
    help = "Measure the recommender and the text classifier, and write figures, pictures and a page."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, default=settings.TEENPLAY.home.reports / "evaluation", metavar="DIR")
        parser.add_argument("--label", choices=("category", "source_category"), default="category")

    def handle(self, *, out: Path, label: texts.Label, **options: Any) -> None:
        with tqdm(total=100, bar_format="{desc:<12} {bar}", leave=False, disable=None) as bar:

            def tell(stage: str, done: float) -> None:
                bar.set_description_str(stage)
                bar.update(100 * done - bar.n)

            report = texts.measure(label, tell)
        version = ModelVersion.objects.filter(status=ModelVersion.Status.ACTIVE).first()
        measured = writing.figures(version, report, at=timezone.now())
        self._print(measured)
        for path in writing.write(out, measured, report):
            self.stdout.write(str(path))

    def _print(self, measured: dict[str, Any]) -> None:
        recommender = measured["recommender"] or {"no model yet": "run `teenplay train`"}
        for name, value in recommender.items():
            self.stdout.write(f"{name}: {value}")
        for name, one in measured["texts"]["pipelines"].items():
            values = ", ".join(f"{key} {one[key]:.4f}" for key in writing.FIGURES)
            self.stdout.write(f"text to category, {name}: {values}")
        if measured["texts"]["note"]:
            self.stdout.write(measured["texts"]["note"])
