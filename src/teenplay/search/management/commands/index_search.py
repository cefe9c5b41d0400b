"""``teenplay index_search``: prepare new and changed activities for search."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from teenplay.search import index
from teenplay.search.models import SearchEntry


class Command(BaseCommand):
    help = "Prepare new and changed activities for search; everything again with --all."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--all", action="store_true", help="forget the index and build it anew")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["all"]:
            SearchEntry.objects.all().delete()
        done = index.refresh(progress=lambda ids: tqdm(ids, desc="search index", unit="activity"))
        self.stdout.write(f"{done} activities indexed")
