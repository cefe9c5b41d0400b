"""What pages would have earned without exploration, worked out by hand and found again where it is known."""

from __future__ import annotations

import datetime
import math

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings
from tests.moim_django.platform import DAY, EPOCH, NOW, Board

from moim_django import services
from moim_django.models import Impression, Interaction, ModelVersion
from moim_django.serving import serving

pytestmark = [pytest.mark.django_db, pytest.mark.database]

MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def version() -> ModelVersion:
    return ModelVersion.objects.create(name="A", checksum="0", trained_at=NOW)


def page(version: ModelVersion | None, number: int, *places: tuple[float, bool], surface: str = "home") -> None:
    """A page of places, each with its propensity and whether it was drawn."""
    Impression.objects.bulk_create(
        Impression(
            recommendation=number,
            item_id=100 + position,
            position=position,
            propensity=propensity,
            explored=explored,
            version=version,
            surface=surface,
            at=NOW,
        )
        for position, (propensity, explored) in enumerate(places, 1)
    )


def did(number: int, kind: str, activity_id: int = 101) -> None:
    Interaction.objects.create(member_id=1, activity_id=activity_id, kind=kind, at=NOW + MINUTE, recommendation=number)


@pytest.fixture
def three_pages(version: ModelVersion) -> None:
    """Chances 1/4 and 1/2 of the two of which nothing was drawn; one join on the first and on the drawn one."""
    page(version, 1, (0.5, False), (0.5, False))
    page(version, 2, (0.5, False), (0.1, True))
    page(version, 3, (0.5, False), (1.0, False))
    did(1, "join")
    did(2, "join")
    did(3, "like")
    did(3, "like", 102)
    did(3, "like", 102)  # liked again after taking it back: one activity
    did(3, "view")
    did(7777, "join")  # of a page that is not among them


def test_estimates_by_hand(three_pages: None) -> None:
    (found,) = services.earned(since=NOW - DAY)
    assert (found.surface, found.pages, found.undrawn) == ("home", 3, 2)
    joins = found.estimates["join"]
    assert joins["shown"].value == pytest.approx(2 / 3)
    assert joins["shown"].error == pytest.approx(math.sqrt(1 / 3) / math.sqrt(3))  # of 1, 1, 0
    assert joins["ips"].value == pytest.approx((4 * 1 + 0 * 1 + 2 * 0) / 3)
    assert joins["snips"].value == pytest.approx(4 / (4 + 2))
    by_page = [2 / 3 + 4 * (1 - 2 / 3), 2 / 3, 2 / 3 + 2 * (0 - 2 / 3)]
    assert joins["dr"].value == pytest.approx(sum(by_page) / 3)
    likes = found.estimates["like"]
    assert (likes["shown"].value, likes["ips"].value) == pytest.approx((2 / 3, 2 * 2 / 3))


def test_only_what_is_asked_for_counts(three_pages: None, version: ModelVersion) -> None:
    other = ModelVersion.objects.create(name="B", checksum="0", trained_at=NOW)
    page(other, 4, (1.0, False))
    page(version, 5, (1.0, False), surface="similar")
    page(None, 6, (1.0, False))  # without a model
    assert [(one.surface, one.pages) for one in services.earned(since=NOW - DAY)] == [("home", 4), ("similar", 1)]
    assert [one.pages for one in services.earned(since=NOW - DAY, surface="home", version="A")] == [3]
    assert services.earned(since=NOW + DAY) == []


def test_pages_that_were_all_drawn_say_nothing_of_others(version: ModelVersion) -> None:
    page(version, 1, (0.1, True))
    (found,) = services.earned(since=NOW - DAY)
    assert found.estimates["join"].keys() == {"shown"}


def test_command_says_it_in_words(three_pages: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("moim_offpolicy", since="2024-05-01", surface="home", model="A")
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == ["home:", "3", "pages,", "1", "with", "a", "place", "drawn"]
    assert lines[2][:5] == ["as", "shown", "0.6667", "±", "0.3333"]
    assert lines[3][:4] == ["without", "exploration,", "IPS", "1.3333"]
    call_command("moim_offpolicy", since="2030-01-01")
    assert "No page" in capsys.readouterr().out
    for wrong in ({"model": "C"}, {"since": "May"}, {"since": "2024-13-01"}):
        with pytest.raises(CommandError):
            call_command("moim_offpolicy", **wrong)


def test_real_pages_foretell_what_those_without_exploration_earn(board: Board, settings: Settings) -> None:
    """Members always like what the version puts first, and nothing else: without exploration one like a page."""
    settings.MOIM = settings.MOIM | {"EXPLORE": {"home": 0.3}, "LEARN_ONLINE": False, "SYNC_SECONDS": 1000}
    for member_id in range(11, 23):
        services.record(member_id=member_id, activity_id=100 * (1 + member_id % 4) + 1, kind="join", at=EPOCH)
    services.train(at=NOW - DAY)
    serving.expire()
    best = services.recommend(member_id=None, at=NOW, k=1, keep=False).items[0].id
    rng = np.random.default_rng(1)
    for _ in range(300):
        shown = services.recommend(member_id=None, at=NOW, k=3, surface="home")
        if shown.items[0].id == best and rng.random() < 0.5:
            did(shown.recommendation, "like", best)
    (found,) = services.earned(since=NOW - DAY, surface="home")
    likes = found.estimates["like"]
    assert likes["shown"].value < 0.43  # seven pages in ten have it on top
    for name in ("ips", "snips", "dr"):
        assert likes[name].value == pytest.approx(0.5, abs=3 * likes[name].error)
        assert likes[name].error < 0.08
