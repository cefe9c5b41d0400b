"""What a version is trained on, and what is registered about it."""

from __future__ import annotations

import datetime

import pytest
from pytest_django import Settings
from tests.moim_django.platform import DAY, EPOCH, NOW, Board

from moim.recommender import Recommender
from moim_django import services
from moim_django.models import Interaction, ModelVersion

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SECOND = datetime.timedelta(seconds=1)


def join(member_id: int, activity_id: int, at: datetime.datetime) -> Interaction:
    return services.record(member_id=member_id, activity_id=activity_id, kind="join", at=at)


def test_the_last_minute_is_left_to_be_followed(board: Board, settings: Settings) -> None:
    """A transaction of the last minute may not have committed yet."""
    last_known = join(1, 101, NOW - 61 * SECOND)
    join(2, 102, NOW - 60 * SECOND)
    join(3, 103, NOW - 30 * SECOND)
    version = services.train(at=NOW)
    world = Recommender.load(settings.MOIM["MODEL_DIR"] / version.name).world
    going = [int(world.activities["going"][world.activity_ids.get(id)]) for id in ("101", "102", "103")]
    assert going == [1, 0, 0]
    assert version.log_position == last_known.pk
    assert (version.trained_at, version.status, version.reason) == (NOW, "active", "")


def test_the_whole_log_is_known_when_nothing_is_young(board: Board) -> None:
    assert services.train(at=NOW).log_position == 0
    last = join(1, 101, NOW - DAY)
    assert services.train(at=NOW + DAY).log_position == last.pk


def test_stages_are_told_in_order_up_to_all(board: Board) -> None:
    told: list[tuple[str, float]] = []
    services.train(at=NOW, progress=lambda stage, done: told.append((stage, done)))
    done = [share for _, share in told]
    assert done == sorted(done)
    assert told[0] == ("reading", 0.0)
    assert told[-3:] == [("done", 0.6), ("measuring", 0.6), ("done", 1.0)]


def test_the_figures_of_a_measured_version_are_registered(board: Board) -> None:
    for member_id in range(1, 9):
        join(member_id, 100 + member_id, EPOCH + DAY)
    assert services.train(at=NOW).metrics == {}  # nothing to be measured against
    second = services.train(at=NOW)
    assert ModelVersion.objects.get(pk=second.pk).metrics == {"joins in the window": 0}
