"""Each member's own text model lies in their row, follows their views and likes, and can be made anew from the log."""

from __future__ import annotations

import datetime

import pytest
from pytest_django import Settings
from tests.moim_django.platform import DAY, EPOCH, NOW, Board

from moim.members import OwnTexts
from moim.topics import MemberCounts, SharedCounts
from moim_django import services
from moim_django.models import StoredState
from moim_django.serving import serving

pytestmark = [pytest.mark.django_db, pytest.mark.database]

MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def _version(board: Board) -> None:
    """A version over a few joins, loaded in this process."""
    for member_id in range(11, 23):
        services.record(member_id=member_id, activity_id=101, kind="join", at=EPOCH + member_id * MINUTE)
    services.train(at=NOW - DAY)
    assert serving.get() is not None


def own(member_id: int) -> OwnTexts | None:
    return services.state_of(member_id).topics


def click(kind: str, activity_id: int = 101, minute: int = 0) -> None:
    services.record(member_id=1, activity_id=activity_id, kind=kind, at=NOW + minute * MINUTE)  # type: ignore[arg-type]


@pytest.mark.usefixtures("_version")
def test_views_and_likes_are_learned_and_joins_are_not() -> None:
    click("view")
    click("like", minute=1)
    click("join", minute=2)
    counts = own(1)
    assert counts is not None
    assert list(counts.weights.values()) == [2.0]
    assert len(StoredState.objects.get(member_id=1).topics) < 400


def test_an_emptied_row_is_made_from_the_log_at_the_next_click() -> None:
    for minute in range(4):
        click("view", 101 + minute, minute)
    StoredState.objects.filter(member_id=1).update(topics=b"")
    assert own(1) is None
    click("view", 105, 4)
    assert own(1) == OwnTexts(dict.fromkeys(("101", "102", "103", "104", "105"), 1.0))


def test_a_row_of_an_earlier_form_is_made_anew() -> None:
    click("view")
    shared = SharedCounts.fit(["한강 러닝"], ["3"])
    counts = MemberCounts()
    shared.learn(counts, "러닝", "3")
    StoredState.objects.filter(member_id=1).update(topics=shared.to_bytes(counts))
    assert own(1) is None
    click("view", minute=1)
    assert own(1) == OwnTexts({"101": 2.0})


def test_no_version_is_needed_and_an_activity_need_not_be_known() -> None:
    click("view", 999)
    assert own(1) == OwnTexts({"999": 1.0})


def test_rebuilding_gives_the_same_bytes() -> None:
    for minute, activity_id in enumerate((101, 102, 101)):
        click("like", activity_id, minute)
    kept = bytes(StoredState.objects.get(member_id=1).topics)
    services.rebuild_states([1])
    assert bytes(StoredState.objects.get(member_id=1).topics) == kept


@pytest.mark.usefixtures("_version")
def test_with_a_half_life_what_was_learned_fades(settings: Settings) -> None:
    settings.MOIM = {**settings.MOIM, "HALF_LIFE_DAYS": 1.0}
    click("view")
    services.record(member_id=1, activity_id=101, kind="view", at=NOW + DAY)
    counts = own(1)
    assert counts is not None
    assert list(counts.weights.values()) == [pytest.approx(1.5)]
