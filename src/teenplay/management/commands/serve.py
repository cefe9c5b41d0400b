"""``teenplay serve``: serves the site with granian; only a certificate is missing for the public."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from moim_django.models import ModelVersion


class Command(BaseCommand):
    help = "Serve the site. Says what is missing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=1, help="processes")

    def handle(self, *, host: str, port: int, workers: int, **options: Any) -> None:
        self._check_database()
        if not ModelVersion.objects.filter(status=ModelVersion.Status.ACTIVE).exists():
            self.stdout.write("No model yet: the newest and the popular are shown. Run `teenplay train`.")
        _collect_static_files()
        connection.close()
        self.stdout.write(f"http://{host}:{port}/")
        self.stdout.flush()
        _serve(host, port, workers)

    def _check_database(self) -> None:
        try:
            executor = MigrationExecutor(connection)
            waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        except OperationalError as error:
            raise CommandError(f"The database cannot be reached: {error}") from None
        if waiting and not executor.loader.applied_migrations:
            raise CommandError("There is no database yet: run `teenplay migrate`.")
        if waiting:
            raise CommandError(f"The database is older than the program ({waiting[0][0]}): run `teenplay migrate`.")


def _collect_static_files() -> None:
    """Collect, hash and compress the static files, which takes seconds; skipped if they have not changed."""
    found = [(path, os.stat(storage.path(path))) for finder in get_finders() for path, storage in finder.list([])]
    state = "\n".join(sorted(f"{path} {stat.st_size} {stat.st_mtime_ns}" for path, stat in found))
    stamp = Path(settings.STATIC_ROOT) / "collected.txt"
    if not stamp.is_file() or stamp.read_text() != state:
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(state)


def _serve(host: str, port: int, workers: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        settings.WSGI_APPLICATION.replace(".application", ":application"),
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        log_access=False,
    ).serve()
