"""``moim_offpolicy``: what lists earned, and would have earned without exploration."""

from __future__ import annotations

import datetime
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date

from moim_django import services
from moim_django.models import ModelVersion

ROWS = {
    "shown": "as shown",
    "ips": "without exploration, IPS",
    "snips": "without exploration, self-normalised",
    "dr": "without exploration, doubly robust",
}


class Command(BaseCommand):
    help = (
        "Print the joins and likes per list, and what they would have been without exploration, estimated from the "
        "logged propensities; ± is one standard error."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--since", metavar="DATE", help="lists shown from this day on; thirty days when not given")
        parser.add_argument("--surface", help="only lists shown there, for example home")
        parser.add_argument("--model", metavar="NAME", help="only lists of the model version of this name")

    def handle(self, *, since: str | None, surface: str | None, model: str | None, **options: Any) -> None:
        if model is not None and not ModelVersion.objects.filter(name=model).exists():
            raise CommandError(f"There is no version {model}.")
        found = services.earned(since=_moment(since), surface=surface, version=model)
        if not found:
            self.stdout.write("No page of a model was shown.")
        for one in found:
            self.stdout.write(
                f"{one.surface or 'no surface'}: {one.pages:,} pages, {one.pages - one.undrawn:,} with a place drawn"
            )
            self.stdout.write(f"  {'a page':<38}{'joins':>18}{'likes':>18}")
            for name, words in ROWS.items():
                cells = [one.estimates[kind].get(name) for kind in ("join", "like")]
                figures = "".join(f"{f'{c.value:.4f} ± {c.error:.4f}' if c else '–':>18}" for c in cells)
                self.stdout.write(f"  {words:<38}{figures}")


def _moment(since: str | None) -> datetime.datetime:
    if since is None:
        return timezone.now() - datetime.timedelta(days=30)
    try:
        day = parse_date(since)
    except ValueError:
        day = None
    if day is None:
        raise CommandError(f"--since is a day like 2026-05-01, not {since!r}.")
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))
