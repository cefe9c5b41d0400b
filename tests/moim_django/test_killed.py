"""kill -9 at any moment: what was answered is kept, what was not is not half there, and the last good model serves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings
from tests.moim_django.platform import DAY, EPOCH, NOW, Board

from moim_django import services
from moim_django.models import Interaction, ModelVersion, StoredState
from moim_django.serving import serving

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]

ROOT = Path(__file__).parents[2]


def victim(settings: Settings, *arguments: str) -> subprocess.Popen[str]:
    """A process that works on this test's database."""
    database = connection.settings_dict
    url = {
        "sqlite": f"sqlite:///{database['NAME']}",
        "postgresql": "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database),
        "mysql": "mysql://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database),
    }[connection.vendor]
    what, *more = arguments
    return subprocess.Popen(
        [sys.executable, "-m", "tests.moim_django.victim", what, str(settings.MOIM["MODEL_DIR"]), *more],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "teenplay.settings"},
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("moment", [0.0, 0.03])
def test_killed_while_recording_keeps_all_that_was_answered(settings: Settings, moment: float) -> None:
    with victim(settings, "record") as process:
        assert process.stdout is not None
        answered = [int(process.stdout.readline()) for _ in range(20)]
        time.sleep(moment)
        process.kill()
        answered += [int(line) for line in process.stdout.read().splitlines()]

    assert process.returncode == -signal.SIGKILL
    kept = set(Interaction.objects.values_list("id", flat=True))
    assert kept >= set(answered)
    assert len(kept) <= len(answered) + 1  # one may be kept whose answer was on its way
    assert sum(StoredState.objects.values_list("count", flat=True)) == len(kept)
    assert services.rebuild_states().differing == ()


def test_killed_between_log_and_state_leaves_neither(settings: Settings) -> None:
    services.record(member_id=1, activity_id=102, kind="join")
    before = StoredState.objects.values().get()
    with victim(settings, "record_and_die_inside") as process:
        pass

    assert process.returncode == -signal.SIGKILL
    assert [row.activity_id for row in Interaction.objects.all()] == [102]
    assert StoredState.objects.values().get() == before
    services.record(member_id=1, activity_id=101, kind="like")  # no lock was left behind
    assert services.rebuild_states().differing == ()


@pytest.mark.parametrize("stage", ["words", "writing", "done"])
def test_killed_while_training_leaves_the_last_good_version_serving(
    board: Board, settings: Settings, stage: str
) -> None:
    for member_id in range(1, 9):
        services.record(member_id=member_id, activity_id=100 + member_id, kind="join", at=EPOCH + DAY)
    good = services.train(at=NOW)
    with victim(settings, "train", stage) as process:
        pass

    assert process.returncode == -signal.SIGKILL
    serving.forget()
    page = services.recommend(member_id=1, at=NOW)
    assert (page.version, len(page.items)) == (good.name, 8)
    assert ModelVersion.objects.get(status="active") == good
    for version in ModelVersion.objects.exclude(pk=good.pk):  # registered, not yet serving: then it is whole
        assert services.activate(version.pk).status == "active"
    assert services.train(at=NOW + DAY).status == "active"
