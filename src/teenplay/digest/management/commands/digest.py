"""``teenplay digest``: the weekly mail; run it daily or weekly, nobody gets two in a week."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from teenplay.digest.sending import send


class Command(BaseCommand):
    help = "Send the weekly digest to members who agreed to news."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="write every mail and send none")

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        config = settings.TEENPLAY
        report = send(at=timezone.now(), site=config.site, sender=config.mail_from, dry=dry_run)
        self.stdout.write(f"sent {report.sent}, nothing to tell {report.nothing}, failed {report.failed}")
        if report.failed:
            raise CommandError(f"{report.failed} mails were not sent; the log says why", returncode=1)
