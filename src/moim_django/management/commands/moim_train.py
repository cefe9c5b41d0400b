"""``moim_train``: train a version and activate it unless it ranks worse."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from moim_django import services


class Command(BaseCommand):
    help = "Train a version on the platform's data, measure it, and activate it unless it ranks worse."

    def handle(self, *args: Any, **options: Any) -> None:
        with tqdm(total=100, bar_format="{desc:<12} {bar}", disable=not options["verbosity"]) as bar:

            def tell(stage: str, done: float) -> None:
                bar.set_description_str(stage)
                bar.update(100 * done - bar.n)

            version = services.train(progress=tell)
        for name, value in version.metrics.items():
            self.stdout.write(f"{name}: {value}")
        self.stdout.write(f"{version.name}: {version.get_status_display()} {version.reason}".rstrip())
