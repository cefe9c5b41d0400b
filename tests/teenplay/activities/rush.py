"""A process of its own in which some members press "join" one after the other. Run by test_rush.py."""

from __future__ import annotations

import sys

import django
from django.conf import settings


def main(activity_id: int, members: list[int]) -> None:
    """Wait for the starting shot (a line), then print what each press was answered with."""
    from django.test import Client
    from tests.teenplay.activities.test_rush import BACKEND

    from teenplay.members.models import Member

    clients = []
    for member in Member.objects.filter(pk__in=members):
        client = Client()
        client.force_login(member, backend=BACKEND)
        clients.append(client)
    print("ready", flush=True)
    sys.stdin.readline()
    for client in clients:
        answer = client.post(f"/activities/{activity_id}/join/", headers={"HX-Request": "true"})
        print(answer.status_code, flush=True)


if __name__ == "__main__":
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}  # nothing was collected for a test
    django.setup()
    main(int(sys.argv[1]), [int(argument) for argument in sys.argv[2:]])
