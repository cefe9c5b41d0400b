"""``moim_rebuild``: make the states of all members from the log."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from moim_django import services


class Command(BaseCommand):
    help = "Make the states of all members from the log and name those that differed. The site keeps running."

    def handle(self, *args: Any, **options: Any) -> None:
        with tqdm(unit="member", disable=not options["verbosity"]) as bar:

            def tell(done: int, of: int) -> None:
                bar.total = of
                bar.update(done - bar.n)

            report = services.rebuild_states(progress=tell)
        self.stdout.write(f"{report.rebuilt} states made from the log, {len(report.differing)} differed from it")
        if report.differing:
            self.stdout.write("members: " + ", ".join(map(str, report.differing)))
