from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from teenplay.exchange.completion import complete


class Command(BaseCommand):
    help = "Fill in what collected clubs and activities lack. What is made up is marked as made up."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=7, help="the same seed makes the same things up")

    def handle(self, *, seed: int, **options: Any) -> None:
        completed = complete(seed=seed, now=timezone.now())
        self.stdout.write(f"clubs: {completed.clubs:,} completed")
        self.stdout.write(f"activities: {completed.activities:,} completed")
        for note in completed.notes:
            self.stdout.write(note)
