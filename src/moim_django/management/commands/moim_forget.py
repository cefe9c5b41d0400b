"""``moim_forget``: delete everything the recommender keeps about a member."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from moim_django import services


class Command(BaseCommand):
    help = "Delete everything the recommender keeps about members: interactions, impressions, states."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("members", nargs="+", type=int, metavar="MEMBER", help="the platform's key of a member")

    def handle(self, *args: Any, **options: Any) -> None:
        for member_id in options["members"]:
            removed = services.forget(member_id)
            kinds = ", ".join(f"{count} {name}" for name, count in removed.items())
            self.stdout.write(f"member {member_id}: {kinds}")
