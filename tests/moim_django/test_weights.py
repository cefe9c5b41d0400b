"""Four processes learn from clicks at the same time: no step is lost, and all serve the same weights afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings
from tests.moim_django.platform import DAY, EPOCH, NOW, Board

from moim_django import services
from moim_django.models import LearnedWeights

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]

ROOT = Path(__file__).parents[2]
PROCESSES, CLICKS = 4, 25


def pupil(settings: Settings, clicks: list[tuple[int, int, int, int]]) -> subprocess.Popen[str]:
    """A process that works on this test's database, and knows what it will click on."""
    database = connection.settings_dict
    url = {
        "sqlite": f"sqlite:///{database['NAME']}",
        "postgresql": "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database),
        "mysql": "mysql://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database),
    }[connection.vendor]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.moim_django.pupil", str(settings.MOIM["MODEL_DIR"])],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "teenplay.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    say(process, json.dumps(clicks))
    return process


def say(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{line}\n")
    process.stdin.flush()


def heard(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_clicks_at_the_same_time_lose_no_step_and_all_agree(board: Board, settings: Settings) -> None:
    for member_id in range(11, 23):
        services.record(member_id=member_id, activity_id=100 * (1 + member_id % 4) + 1, kind="join", at=EPOCH)
    services.train(at=NOW - DAY)
    clicks = []
    for member_id in range(1_000, 1_000 + PROCESSES * CLICKS):
        page = services.recommend(member_id=member_id, at=NOW, k=8)
        chosen = page.items[member_id % 8]
        clicks.append((member_id, chosen.id, page.recommendation, chosen.position))
    pupils = [pupil(settings, clicks[number::PROCESSES]) for number in range(PROCESSES)]
    assert [heard(one) for one in pupils] == ["ready"] * PROCESSES
    for one in pupils:
        say(one, "go")
    assert [heard(one) for one in pupils] == ["done"] * PROCESSES
    for one in pupils:
        say(one, "and now?")
    answers = {one.communicate(timeout=60)[0] for one in pupils}

    assert LearnedWeights.objects.get().choices == PROCESSES * CLICKS
    (answer,) = answers
    assert answer.startswith(f"{PROCESSES * CLICKS} ")
