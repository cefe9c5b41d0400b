"""Operators' pages open, show what a version weighs, and change what serves."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from tests.moim_django.platform import EPOCH, NOW

from moim.ranking.choice_model import NAMES
from moim.ranking.online_update import to_bytes
from moim_django import services
from moim_django.models import LearnedWeights, ModelVersion, SeasonTheme
from moim_django.serving import load
from teenplay.members.models import Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(client: Client) -> Client:
    client.force_login(Member.objects.create_superuser("operator", "secret"))
    return client


@pytest.fixture
def versions() -> tuple[ModelVersion, ModelVersion]:
    services.record(member_id=1, activity_id=101, kind="join", at=EPOCH)
    services.recommend(member_id=1, at=NOW, k=2, surface="home")
    return services.train(at=NOW), services.train(at=NOW)


@pytest.mark.parametrize(
    "model", ["seasontheme", "modelversion", "interaction", "impression", "storedstate", "learnedweights"]
)
def test_each_list_opens(operator: Client, versions: object, model: str) -> None:
    SeasonTheme.objects.create(sentence="여행 바다", starts=NOW.date(), ends=NOW.date())
    assert operator.get(reverse(f"admin:moim_django_{model}_changelist")).status_code == 200
    assert operator.get(reverse(f"admin:moim_django_{model}_changelist"), {"q": "1"}).status_code == 200


def test_weights_are_read_by_their_names(operator: Client, versions: tuple[ModelVersion, ModelVersion]) -> None:
    page = operator.get(reverse("admin:moim_django_modelversion_change", args=[versions[1].pk])).content.decode()
    for word in ("visit", "list", "joins in the window"):
        assert word in page


def test_what_was_learned_since_stands_beside_what_was_trained(
    operator: Client, versions: tuple[ModelVersion, ModelVersion]
) -> None:
    version = versions[1]
    trained = load(version).trained
    now = trained.copy()
    now.weights[NAMES.index("people_met")] = 1.2345
    now.newcomer[NAMES.index("people_met")] = -0.4321
    LearnedWeights.objects.create(version=version, scenario="visit", blob=to_bytes(now), choices=7)

    page = operator.get(reverse("admin:moim_django_modelversion_change", args=[version.pk])).content.decode()
    cells = re.findall(r"<td[^>]*>visit</td><td[^>]*>people_met</td>((?:<td[^>]*>[^<]*</td>){4})", page)
    before, more_before = trained.named()["people_met"]
    assert re.findall(r">([^<]+)</td>", cells[0]) == [f"{before:+.3f}", "+1.234", f"{more_before:+.3f}", "-0.432"]

    operator.post(
        reverse("admin:moim_django_learnedweights_changelist"),
        {"action": "delete_selected", "_selected_action": [LearnedWeights.objects.get().pk], "post": "yes"},
    )
    assert not LearnedWeights.objects.exists()


def test_log_is_looked_at_and_not_edited(operator: Client, versions: object) -> None:
    add = operator.get(reverse("admin:moim_django_interaction_add"))
    assert add.status_code == 403


def test_chosen_version_serves(operator: Client, versions: tuple[ModelVersion, ModelVersion]) -> None:
    first, second = versions
    action = {"action": "let_serve", "_selected_action": [first.pk]}
    operator.post(reverse("admin:moim_django_modelversion_changelist"), action)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == ("active", "retired")


def test_season_is_edited_and_its_days_checked(operator: Client) -> None:
    add = reverse("admin:moim_django_seasontheme_add")
    operator.post(add, {"sentence": "눈 스키", "starts": "2024-12-01", "ends": "2025-02-28"})
    assert SeasonTheme.objects.get().sentence == "눈 스키"
    wrong = operator.post(add, {"sentence": "x", "starts": "2024-12-02", "ends": "2024-12-01"})
    assert wrong.status_code == 200
    assert SeasonTheme.objects.count() == 1
