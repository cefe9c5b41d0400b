"""A version that foretells the last days worse than the one that serves must not replace it."""

from __future__ import annotations

import datetime

import pytest
from tests.moim_django.platform import DAY, NOW

from moim.data.world import World
from moim.features.context import FeatureContext
from moim.ranking.choice_model import ChoiceModel, Scenario
from moim.ranking.replay_training import ReplayTrainer
from moim.text.tokens import TokenizerName
from moim_django import measuring, services
from moim_django.measuring import ENOUGH, WINDOW
from moim_django.models import ModelVersion
from moim_django.serving import serving

pytestmark = pytest.mark.django_db

MINUTE = datetime.timedelta(minutes=1)


def evenings(*numbers: int, at: datetime.datetime) -> None:
    """Forty members go to evenings of these numbers, ten to each club's."""
    for member_id in range(1, 41):
        club = 1 + member_id % 4
        for number in numbers:
            services.record(member_id=member_id, activity_id=100 * club + number, kind="join", at=at)
            at += MINUTE


@pytest.fixture
def serving_version() -> ModelVersion:
    evenings(1, 2, at=NOW - WINDOW - DAY)
    evenings(3, at=NOW - DAY)
    return services.train(at=NOW)


def test_first_version_serves_without_being_measured(serving_version: ModelVersion) -> None:
    assert (serving_version.status, serving_version.metrics) == ("active", {})


def test_as_good_a_version_replaces_it_and_shows_its_figures(serving_version: ModelVersion) -> None:
    again = services.train(at=NOW)
    assert (again.status, again.reason) == ("active", "")
    figures = again.metrics
    assert (figures["joins in the window"], figures["rankings"]) == (40, 40)
    assert figures["ndcg@10, this"] > figures["ndcg@10, popular"]
    assert figures["ndcg@10, serving"] > figures["ndcg@10, popular"]


def test_worse_version_is_kept_with_its_reason_and_does_not_serve(
    serving_version: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    learned = ReplayTrainer.fitted_models

    def against_all_evidence(trainer: ReplayTrainer) -> dict[Scenario, ChoiceModel]:
        models = learned(trainer)
        for model in models.values():
            model.weights *= -1
            model.newcomer *= -1
        return models

    monkeypatch.setattr(ReplayTrainer, "fitted_models", against_all_evidence)
    worse = services.train(at=NOW)

    assert worse.status == "candidate"
    assert "lower than that of the version that serves" in worse.reason
    assert worse.metrics["ndcg@10, this"] < worse.metrics["ndcg@10, serving"]
    assert ModelVersion.objects.get(status="active") == serving_version
    assert services.activate(worse.pk).status == "active"  # an operator may still decide otherwise


def test_each_version_is_measured_with_its_own_tokenizer(
    serving_version: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []

    class Noted(FeatureContext):
        def __init__(self, world: World, *, tokenizer: TokenizerName) -> None:
            made.append(tokenizer)
            super().__init__(world, tokenizer=tokenizer)

    monkeypatch.setattr(measuring, "FeatureContext", Noted)
    first = services.train(at=NOW)
    assert made == ["kiwi"]  # the same one: features are computed once for both

    active = serving.get()
    assert active is not None
    active.recommender.context.texts.tokenizer = "simple"
    again = services.train(at=NOW)
    assert made == ["kiwi", "kiwi", "simple"]
    # All texts are English, in which both give the same tokens; and both sets of features know the members' states.
    assert again.metrics == first.metrics


def test_too_few_joins_are_no_ground_to_refuse() -> None:
    services.record(member_id=1, activity_id=101, kind="join", at=NOW - DAY)
    services.train(at=NOW)
    second = services.train(at=NOW)
    assert ENOUGH > 1
    assert (second.status, second.metrics) == ("active", {"joins in the window": 1})
