"""Versions on disk forget a member, and go on serving."""

from __future__ import annotations

import pytest
from pytest_django import Settings
from tests.moim_django.platform import DAY, EPOCH, NOW, Board

from moim.recommender import Recommender
from moim.storage.artefact import read_artefact
from moim_django import services
from moim_django.models import ModelVersion
from moim_django.serving import serving

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def versions(board: Board) -> list[ModelVersion]:
    """Two, both trained on what eight members joined."""
    for member_id in range(1, 9):
        services.record(member_id=member_id, activity_id=100 + member_id, kind="join", at=EPOCH + DAY)
    return [services.train(at=NOW), services.train(at=NOW + DAY)]


def test_every_version_forgets_and_still_serves(versions: list[ModelVersion], settings: Settings) -> None:
    folder = settings.MOIM["MODEL_DIR"]
    names = [version.name for version in versions]
    assert services.forget_in_versions(3) == 2
    assert services.forget_in_versions(3) == 0
    for version in ModelVersion.objects.all():
        assert version.name not in names
        members = read_artefact(folder / version.name).texts["member_ids"]
        assert "3" not in members
        assert len(members) == 8
    assert sorted(path.name for path in folder.iterdir()) == sorted(ModelVersion.objects.values_list("name", flat=True))
    serving.forget()
    active = ModelVersion.objects.get(status=ModelVersion.Status.ACTIVE)
    assert services.recommend(member_id=1, at=NOW + DAY).version == active.name


def test_what_members_joined_stays_counted(versions: list[ModelVersion], settings: Settings) -> None:
    services.forget_in_versions(3)
    name = ModelVersion.objects.get(status=ModelVersion.Status.ACTIVE).name
    world = Recommender.load(settings.MOIM["MODEL_DIR"] / name).world
    assert len(world.participants[world.activity_ids.get("103")]) == 1
    assert world.member_ids.get("3") == -1
    assert world.member_ids.get("4") >= 0


def test_a_damaged_version_is_left_to_be_refused(versions: list[ModelVersion], settings: Settings) -> None:
    damaged, whole = versions
    (settings.MOIM["MODEL_DIR"] / damaged.name / "texts.json").write_text("{")
    assert services.forget_in_versions(3) == 1
    assert ModelVersion.objects.filter(name=damaged.name).exists()
    assert not ModelVersion.objects.filter(name=whole.name).exists()


def test_without_versions_there_is_nothing_to_forget(board: Board) -> None:
    assert services.forget_in_versions(3) == 0
