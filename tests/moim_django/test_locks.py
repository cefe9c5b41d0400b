"""Every lock: with two requests at once, the second waits where it must, and nothing of the first is lost.

On PostgreSQL and MariaDB each of these fails without its lock. SQLite lets one transaction write at a time anyway.
"""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from django.db import connection, transaction
from tests.moim_django.platform import DAY, EPOCH, NOW, Board

from moim.ranking.choice_model import NAMES, Choice
from moim_django import services
from moim_django.models import Interaction, LearnedWeights, ModelVersion, StoredState
from moim_django.services import online_update
from moim_django.serving import Active, serving

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]

MINUTE = datetime.timedelta(minutes=1)
WHILE = 0.4
"""Seconds in which a request that does not wait is done."""
LONG = 20.0
"""Seconds after which a test gives up."""


class Request(threading.Thread):
    """A call in a thread with a connection of its own; ``end`` waits for it and gives what it returned."""

    def __init__(self, call: Callable[[], Any]) -> None:
        super().__init__()
        self.call = call
        self.result: Any = None
        self.error: BaseException | None = None
        self.start()

    def run(self) -> None:
        try:
            self.result = self.call()
        except BaseException as error:
            self.error = error
        finally:
            connection.close()

    def waits(self) -> bool:
        self.join(WHILE)
        return self.is_alive()

    def end(self) -> Any:
        self.join(LONG)
        assert not self.is_alive()
        if self.error is not None:
            raise self.error
        return self.result


@contextmanager
def uncommitted(call: Callable[[], object]) -> Iterator[None]:
    """A call in another thread's transaction, which commits when the block is left."""
    called, go_on = threading.Event(), threading.Event()

    @transaction.atomic
    def work() -> None:
        call()
        called.set()
        go_on.wait(LONG)

    request = Request(work)
    assert called.wait(LONG) or request.end()
    try:
        yield
    finally:
        go_on.set()
        request.end()


def record(activity_id: int, kind: Any = "like", minute: int = 1) -> Callable[[], object]:
    return lambda: services.record(member_id=1, activity_id=activity_id, kind=kind, at=NOW + minute * MINUTE)


@pytest.fixture
def _known() -> None:
    """Member 1 has a state already: a missing one is made under a lock of its own."""
    services.record(member_id=1, activity_id=101, kind="view", at=NOW)


def standings() -> dict[str, str]:
    return {activity: trace.standing for activity, trace in services.state_of(1).traces.items()}


@pytest.mark.usefixtures("_known")
def test_two_recordings_of_a_member_are_both_in_the_state() -> None:
    with uncommitted(record(102)):
        second = Request(record(103, minute=2))
        assert second.waits()
    second.end()
    assert standings() == {"101": "view", "102": "like", "103": "like"}
    assert StoredState.objects.get().count == 3
    assert services.rebuild_states().differing == ()


def test_two_first_recordings_of_a_member_are_both_in_the_state() -> None:
    with uncommitted(record(102)):
        second = Request(record(103, minute=2))
        assert second.waits()
    second.end()
    assert standings() == {"102": "like", "103": "like"}
    assert StoredState.objects.get().count == 2


@pytest.mark.usefixtures("_known")
def test_members_do_not_wait_for_each_other() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("one transaction writes at a time")
    services.record(member_id=2, activity_id=101, kind="view", at=NOW)
    with uncommitted(record(102)):
        other = Request(lambda: services.record(member_id=2, activity_id=102, kind="like", at=NOW + MINUTE))
        assert not other.waits()
    other.end()


@pytest.mark.usefixtures("_known")
def test_taking_back_waits_for_what_is_being_recorded() -> None:
    with uncommitted(record(102, "decline")):
        second = Request(lambda: services.take_back(member_id=1, activity_id=102, kind="decline"))
        assert second.waits()
    assert second.end() == 1
    assert standings() == {"101": "view"}


@pytest.mark.usefixtures("_known")
def test_recording_waits_for_what_is_being_taken_back() -> None:
    with uncommitted(lambda: services.take_back(member_id=1, activity_id=101, kind="view")):
        second = Request(record(102))
        assert second.waits()
    second.end()
    assert standings() == {"102": "like"}
    assert services.rebuild_states().differing == ()


@pytest.mark.usefixtures("_known")
def test_forgetting_waits_for_what_is_being_recorded() -> None:
    with uncommitted(record(102)):
        second = Request(lambda: services.forget(1))
        assert second.waits()
    assert second.end() == {"Interaction": 2, "Impression": 0, "StoredState": 1}
    assert not Interaction.objects.exists()
    assert not StoredState.objects.exists()


@pytest.mark.usefixtures("_known")
def test_rebuilding_waits_for_what_is_being_recorded() -> None:
    with uncommitted(record(102)):
        second = Request(lambda: services.rebuild_states([1]))
        assert second.waits()
    assert second.end().rebuilt == 1
    assert standings() == {"101": "view", "102": "like"}
    assert StoredState.objects.get().count == 2


def versions(*status: str) -> list[ModelVersion]:
    """Rows without folders, each activated a day after the one before it."""
    return [
        ModelVersion.objects.create(
            name=f"v{number}",
            checksum="",
            trained_at=EPOCH,
            status=one,
            activated_at=None if one == "candidate" else EPOCH + number * DAY,
        )
        for number, one in enumerate(status)
    ]


def active() -> list[str]:
    return list(ModelVersion.objects.filter(status="active").values_list("name", flat=True))


def test_of_two_versions_activated_at_once_the_second_serves() -> None:
    _, one, other = versions("active", "candidate", "candidate")
    with uncommitted(lambda: ModelVersion.objects.activate(one.pk, at=NOW)):
        second = Request(lambda: ModelVersion.objects.activate(other.pk, at=NOW))
        assert second.waits()
    second.end()
    assert active() == ["v2"]


def test_refusing_a_version_while_another_is_activated_brings_none_back() -> None:
    _, before, after = versions("retired", "active", "candidate")
    with uncommitted(lambda: ModelVersion.objects.activate(after.pk, at=NOW)):
        second = Request(lambda: ModelVersion.objects.refuse(before.pk, "damaged"))
        assert second.waits()
    assert second.end().name == "v2"
    assert active() == ["v2"]


@pytest.fixture
def served(board: Board) -> Active:
    """A version, loaded in this process."""
    for member_id in range(11, 23):
        services.record(member_id=member_id, activity_id=100 * (1 + member_id % 4) + 1, kind="join", at=EPOCH)
    services.train(at=NOW - DAY)
    found = serving.get()
    assert found is not None
    return found


def update(served: Active, chosen: int) -> Callable[[], None]:
    features = np.zeros((len(NAMES), 2), np.float32)
    features[chosen, 0] = 1.0
    return lambda: online_update.update_weights(served, Choice(features, 0.0, 0))


@pytest.mark.parametrize("begun", [True, False])
def test_two_choices_both_move_the_weights(served: Active, begun: bool) -> None:
    if begun:
        LearnedWeights.objects.create(version_id=served.id, scenario="visit", blob=b"")
    with uncommitted(update(served, 0)):
        second = Request(update(served, 1))
        assert second.waits()
    second.end()
    assert LearnedWeights.objects.get().choices == 2
    moved = serving.get().recommender.models["visit"].weights - served.trained.weights  # type: ignore[union-attr]
    assert np.flatnonzero(moved).tolist() == [0, 1]


def test_the_engine_makes_one_list_at_a_time_and_no_other_waits_for_the_database(board: Board, served: Active) -> None:
    with served.engine():
        other = Request(lambda: services.recommend(member_id=1, at=NOW, keep=False))
        assert other.waits()
    assert len(other.end().items) == 8

    asked, answer = threading.Event(), threading.Event()
    confirm = board.confirm

    def slow(*args: Any, **kwargs: Any) -> Any:
        asked.set()
        answer.wait(LONG)
        return confirm(*args, **kwargs)

    board.confirm = slow  # type: ignore[method-assign]
    waiting = Request(lambda: services.recommend(member_id=1, at=NOW, keep=False))
    assert asked.wait(LONG)
    board.confirm = confirm  # type: ignore[method-assign]
    meanwhile = Request(lambda: services.recommend(member_id=2, at=NOW, keep=False))
    assert not meanwhile.waits()
    assert waiting.is_alive()
    answer.set()
    assert len(waiting.end().items) == len(meanwhile.end().items) == 8


def test_one_thread_looks_at_the_database_and_others_serve_what_there_is(board: Board, served: Active) -> None:
    asked, answer = threading.Event(), threading.Event()
    changes = board.changes

    def slow(since: datetime.datetime) -> Any:
        asked.set()
        answer.wait(LONG)
        return changes(since)

    board.changes = slow  # type: ignore[method-assign]
    first = Request(serving.get)
    assert asked.wait(LONG)
    other = Request(serving.get)
    assert not other.waits()
    assert other.end() is served
    assert first.is_alive()
    answer.set()
    assert first.end() is served


def test_the_first_lists_of_a_process_wait_for_its_version(board: Board, served: Active) -> None:
    serving.forget()
    asked, answer = threading.Event(), threading.Event()
    changes = board.changes

    def slow(since: datetime.datetime) -> Any:
        asked.set()
        answer.wait(LONG)
        return changes(since)

    board.changes = slow  # type: ignore[method-assign]
    first = Request(serving.get)
    assert asked.wait(LONG)
    other = Request(serving.get)
    assert other.waits()
    answer.set()
    assert first.end() is not None
    assert other.end() is not None
