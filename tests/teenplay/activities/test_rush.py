"""200 members press "join" in eight processes; there are five seats."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from tests.teenplay.world import DAY, make_activity, make_club, make_member

from moim_django.models import Interaction
from teenplay.activities import participation
from teenplay.activities.models import ActivityMember

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]

ROOT = Path(__file__).parents[3]
BACKEND = "teenplay.members.backends.MemberBackend"
MEMBERS, PROCESSES, SEATS = 200, 8, 5


def process(activity_id: int, members: list[int]) -> subprocess.Popen[str]:
    """Some members on this test's database."""
    database = connection.settings_dict
    url = {
        "sqlite": f"sqlite:///{database['NAME']}",
        "postgresql": "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database),
        "mysql": "mysql://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database),
    }[connection.vendor]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.teenplay.activities.rush", str(activity_id), *map(str, members)],
        cwd=ROOT,
        env=os.environ
        | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "teenplay.settings", "TEENPLAY_HOSTS": "testserver"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_exactly_five_of_two_hundred_get_a_seat_and_the_others_wait_in_order() -> None:
    now = timezone.now()
    window = {"created_date": now - DAY, "recruit_start": now - DAY, "recruit_end": now + DAY}
    activity = make_activity(club=make_club(), capacity=SEATS, start=now + 2 * DAY, end=now + 3 * DAY, **window)
    members = [make_member(f"m{number}").pk for number in range(MEMBERS)]
    rush = [process(activity.pk, members[number::PROCESSES]) for number in range(PROCESSES)]
    for one in rush:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in rush:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    answers = [one.communicate(timeout=120) for one in rush]

    assert [errors for _, errors in answers if "Traceback" in errors] == []
    assert "".join(output for output, _ in answers).split() == ["200"] * MEMBERS
    rows = ActivityMember.objects.filter(activity=activity)
    assert rows.filter(status=participation.Status.TAKING_PART).count() == SEATS
    waiting = list(participation.waiting_list(activity))
    assert len(waiting) == MEMBERS - SEATS
    # Nobody was put before someone who was there already, and those with seats came first.
    assert [row.pk for row in waiting] == sorted(row.pk for row in waiting)
    assert max(rows.filter(status=1).values_list("pk", flat=True)) < waiting[0].pk
    assert Interaction.objects.filter(kind="join").count() == MEMBERS

    moved = rows.filter(status=1).first()
    assert moved is not None
    participation.cancel(member_id=moved.member_id, activity_id=activity.pk, now=timezone.now())
    waiting[0].refresh_from_db()
    assert waiting[0].status == participation.Status.TAKING_PART
