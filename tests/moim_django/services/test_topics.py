"""Each member's own text model lies in their row, follows their views and likes, and can be made anew from the log."""

from __future__ import annotations

import datetime

import pytest
from pytest_django import Settings
from tests.moim_django.platform import DAY, EPOCH, NOW, Board

from moim.topics.counts import MemberCounts
from moim_django import services
from moim_django.models import MemberState
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


def own(member_id: int) -> MemberCounts | None:
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
    assert list(counts.documents.values()) == [2.0]
    assert len(MemberState.objects.get(member_id=1).topics) < 400


@pytest.mark.usefixtures("_version")
def test_an_emptied_row_is_made_from_the_log_at_the_next_click() -> None:
    for minute in range(4):
        click("view", 101 + minute, minute)
    before = own(1)
    MemberState.objects.filter(member_id=1).update(topics=b"")
    assert own(1) is None
    click("view", 105, 4)
    after = own(1)
    assert before is not None
    assert after is not None
    assert sum(after.documents.values()) == sum(before.documents.values()) + 1
    assert set(before.tokens) <= set(after.tokens)


@pytest.mark.usefixtures("_version")
def test_counts_of_another_vocabulary_are_made_anew() -> None:
    click("view")
    kept = bytes(MemberState.objects.get(member_id=1).topics)
    MemberState.objects.filter(member_id=1).update(topics=b"another!" + kept[8:])
    assert own(1) is None
    click("view", minute=1)
    counts = own(1)
    assert counts is not None
    assert list(counts.documents.values()) == [2.0]


def test_without_a_version_nothing_is_kept_and_nothing_breaks(board: Board) -> None:
    click("view")
    assert own(1) is None
    assert MemberState.objects.get(member_id=1).topics in (b"", memoryview(b""))


@pytest.mark.usefixtures("_version")
def test_with_a_half_life_what_was_learned_fades(settings: Settings) -> None:
    settings.MOIM = {**settings.MOIM, "HALF_LIFE_DAYS": 1.0}
    click("view")
    services.record(member_id=1, activity_id=101, kind="view", at=NOW + DAY)
    counts = own(1)
    assert counts is not None
    assert list(counts.documents.values()) == [pytest.approx(1.5)]
