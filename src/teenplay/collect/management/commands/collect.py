"""``teenplay collect``: take up what is new outside."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from teenplay.collect.sources import Source, SourceError, read_sources


class Command(BaseCommand):
    help = (
        "Collect clubs and activities: 'collect --all', 'collect SOURCE ...', "
        "'collect check SOURCE' to see whether a page still fits, 'collect list'."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("words", nargs="*", metavar="SOURCE", help="sources; or 'check SOURCE'; or 'list'")
        parser.add_argument("--all", action="store_true", help="all sources that are switched on")
        parser.add_argument("--dry-run", action="store_true", help="do everything but storing")
        parser.add_argument("--train", action="store_true", help="train when all is loaded, so that it is recommended")
        parser.add_argument("--pages", type=int, help="stop each source after that many pages")

    def handle(self, *, words: list[str], all: bool, pages: int | None, **options: Any) -> None:
        try:
            from teenplay.collect.check import check
            from teenplay.collect.pipeline import Run, run
        except ImportError as error:
            raise CommandError(
                f"collecting needs more packages: pip install 'teenplay[collect]' ({error})", returncode=2
            ) from error
        home = settings.TEENPLAY.home.root / "collect"
        try:
            sources = read_sources(home / "sources")
        except SourceError as error:
            raise CommandError(str(error), returncode=2) from None
        if words == ["list"]:
            return self._list(sources)
        checking = words[:1] == ["check"]
        chosen = words[1:] if checking else [*sources] if all else words
        unknown = [name for name in chosen if name not in sources]
        if unknown or not chosen:
            known = ", ".join(sources)
            raise CommandError(f"no source {', '.join(unknown) or 'named'}; there are {known}", returncode=2)
        if checking:
            return self._check(check, [sources[name] for name in chosen], home, pages or 1)
        plan = Run(
            sources,
            tuple(chosen),
            home,
            timezone.now(),
            dry=options["dry_run"],
            train=options["train"],
            limit=pages,
            quiet=not options["verbosity"],
        )
        for line in run(plan).lines():
            self.stdout.write(line)

    def _list(self, sources: dict[str, Source]) -> None:
        for source in sources.values():
            switch = "on " if source.enabled else "off"
            self.stdout.write(f"{switch} {source.name}: {source.title}{' (official)' if source.official else ''}")

    def _check(self, check: Any, sources: list[Source], home: Path, pages: int) -> None:
        good = True
        for source in sources:
            for fits, line in check(source, home, timezone.now(), pages):
                self.stdout.write(line if fits else self.style.ERROR(line))
            good &= fits
        if not good:
            raise CommandError("a page does not fit", returncode=1)
