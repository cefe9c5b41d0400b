"""What joins and likes teach the weights that serve, and that all processes agree on them."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import numpy as np
import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries, Settings
from tests.moim_django.platform import DAY, EPOCH, NOW, Board

from moim.members import Profile
from moim.ranking.choice_model import CHOICE_WEIGHT, NAMES, Choice, ChoiceModel
from moim.ranking.logged_features import decode, encode
from moim.ranking.online_update import LEARNING_RATE, MAX_SHIFT, from_bytes, to_bytes
from moim.recommender import Recommender
from moim_django import services
from moim_django.conf import Moim
from moim_django.models import Impression, Interaction, LearnedWeights, ModelVersion
from moim_django.services.train import shown_lists
from moim_django.serving import Serving, serving

pytestmark = [pytest.mark.django_db, pytest.mark.database]

MINUTE = datetime.timedelta(minutes=1)
Capture = Callable[..., AbstractContextManager[Any]]


@pytest.fixture
def version(board: Board) -> ModelVersion:
    """Trained on twelve members who each went to three evenings of one category; what follows it is looked up."""
    for member_id in range(11, 23):
        club = 1 + member_id % 4
        for number in (1, 2, 3):
            at = EPOCH + (member_id + number) * MINUTE
            services.record(member_id=member_id, activity_id=100 * club + number, kind="join", at=at)
    version = services.train(at=NOW - DAY)
    serving.get()
    return version


@pytest.fixture
def click(django_capture_on_commit_callbacks: Capture) -> Callable[..., Interaction]:
    """``services.record`` in a transaction that commits."""

    def clicked(**what: Any) -> Interaction:
        with django_capture_on_commit_callbacks(execute=True):
            return services.record(**({"member_id": 1, "kind": "join", "at": NOW + MINUTE} | what))

    return clicked


def trained() -> ChoiceModel:
    assert serving.active is not None
    return serving.active.trained


def learned() -> ChoiceModel:
    return from_bytes(bytes(LearnedWeights.objects.get().blob), trained())


def after(*choices: Choice) -> ChoiceModel:
    model = trained().copy()
    model.rate = LEARNING_RATE
    for choice in choices:
        model.step(choice)
    return model


def same(one: ChoiceModel, other: ChoiceModel) -> bool:
    parts = ("weights", "newcomer", "squares")
    return one.choices == other.choices and all(np.array_equal(getattr(one, p), getattr(other, p)) for p in parts)


def near(one: ChoiceModel, other: ChoiceModel) -> bool:
    """The same but for the order in which float32 are summed: the order in memory differs; a step is about .02."""
    parts = ("weights", "newcomer", "squares")
    close = (np.allclose(getattr(one, p), getattr(other, p), rtol=0, atol=1e-5) for p in parts)
    return one.choices == other.choices and all(close)


def stood(page: services.ItemList, *positions: int) -> tuple[Any, float]:
    """The features kept with those places of a list, and how much was known."""
    rows = Impression.objects.filter(recommendation=page.recommendation, position__in=positions).order_by("position")
    features, experience = decode([bytes(row.basis or b"") for row in rows])
    return features, float(experience[0])


def test_a_join_from_a_list_is_chosen_from_all_that_stood_there(
    board: Board, version: ModelVersion, click: Callable[..., Interaction]
) -> None:
    board.profiles[1] = Profile("1", interests=("pottery",))  # two of the eight are, and stand above the others
    page = services.recommend(member_id=1, at=NOW, k=8)
    click(activity_id=page.items[1].id, recommendation=page.recommendation, position=2)

    features, experience = stood(page, *range(1, 9))
    assert near(learned(), after(Choice(features, experience, 1)))
    row = LearnedWeights.objects.get()
    assert (row.version_id, row.scenario, row.choices) == (version.pk, "visit", 1)


def test_a_like_teaches_less_and_what_was_joined_is_no_alternative_any_more(
    board: Board, version: ModelVersion, click: Callable[..., Interaction]
) -> None:
    board.profiles[1] = Profile("1", interests=("pottery",))
    page = services.recommend(member_id=1, at=NOW, k=8)
    click(activity_id=page.items[0].id, recommendation=page.recommendation)
    click(activity_id=page.items[2].id, kind="like", recommendation=page.recommendation, at=NOW + 2 * MINUTE)

    first, experience = stood(page, *range(1, 9))
    second, _ = stood(page, *range(2, 9))
    assert near(learned(), after(Choice(first, experience, 0), Choice(second, experience, 1, CHOICE_WEIGHT["like"])))


def test_without_a_list_the_alternatives_are_what_is_open(
    board: Board, version: ModelVersion, click: Callable[..., Interaction]
) -> None:
    board.profiles[1] = Profile("1", interests=("pottery",))
    click(activity_id=201)
    gradient = learned().squares - trained().squares
    # The profile counted: pottery is a feature by which the forty that are open differ.
    assert gradient[NAMES.index("interest")] > 0
    assert learned().choices == trained().choices + 1


@pytest.mark.parametrize("whose", ["another member's", "of nothing", "without it"])
def test_a_list_that_cannot_be_what_they_saw_does_not_count(
    version: ModelVersion, click: Callable[..., Interaction], whose: str
) -> None:
    page = services.recommend(member_id=2 if whose == "another member's" else 1, at=NOW, k=8)
    chosen = page.items[0].id
    number = page.recommendation + 1 if whose == "of nothing" else page.recommendation
    if whose == "without it":
        chosen = next(id for id in (101, 202, 303, 404, 110, 210) if id not in {item.id for item in page.items})
    click(activity_id=chosen, recommendation=number)
    with_it = LearnedWeights.objects.get().blob
    LearnedWeights.objects.all().delete()
    Interaction.objects.filter(member_id=1).delete()
    services.rebuild_states([1])
    click(activity_id=chosen)
    assert bytes(with_it) == bytes(LearnedWeights.objects.get().blob)


def test_on_a_list_of_another_version_what_was_joined_is_no_alternative_either(
    version: ModelVersion, click: Callable[..., Interaction]
) -> None:
    page = services.recommend(member_id=1, at=NOW, k=3)
    first, _, third = (item.id for item in page.items)
    Impression.objects.update(version=None)
    services.record(member_id=1, activity_id=third, kind="join", at=NOW)
    click(activity_id=first, recommendation=page.recommendation)
    with_joined = bytes(LearnedWeights.objects.get().blob)
    LearnedWeights.objects.all().delete()
    Interaction.objects.filter(member_id=1, activity_id=first).delete()
    services.rebuild_states([1])
    Impression.objects.filter(item_id=third).delete()
    click(activity_id=first, recommendation=page.recommendation)
    assert bytes(LearnedWeights.objects.get().blob) == with_joined  # as if it had not been on the list


def test_a_visitors_list_counts_for_who_signs_in(version: ModelVersion, click: Callable[..., Interaction]) -> None:
    page = services.recommend(member_id=None, at=NOW, k=3, clicks=[services.Click(101, "view", NOW - MINUTE)])
    click(activity_id=page.items[0].id, recommendation=page.recommendation)
    features, experience = stood(page, 1, 2, 3)
    assert near(learned(), after(Choice(features, experience, 0)))


def test_a_list_of_similar_ones_has_no_figures_and_its_places_count_all_the_same(
    version: ModelVersion, click: Callable[..., Interaction]
) -> None:
    page = services.similar(101, member_id=1, at=NOW, k=4)
    assert set(Impression.objects.values_list("basis", flat=True)) == {None}
    click(activity_id=page.items[0].id, recommendation=page.recommendation)
    # Two running evenings of one club, of which nobody has been to either: most features cannot tell them apart.
    moved = learned().squares != trained().squares
    assert 0 < moved.sum() < len(moved) / 2


def test_the_same_with_the_same_activity_teaches_once(version: ModelVersion, click: Callable[..., Interaction]) -> None:
    for number, kind in enumerate(["view", "like", "unlike", "like", "unlike", "like", "join", "cancel", "join"]):
        click(activity_id=101, kind=kind, at=NOW + number * MINUTE)
    assert LearnedWeights.objects.get().choices == 2  # one like, one join


def test_the_weights_change_the_next_list_of_everybody(
    version: ModelVersion, click: Callable[..., Interaction]
) -> None:
    before = [item.id for item in services.recommend(member_id=99, at=NOW, k=40).items]
    for member_id in range(30, 60):  # everybody takes what stands last
        page = services.recommend(member_id=member_id, at=NOW, k=40)
        click(member_id=member_id, activity_id=page.items[-1].id, kind="like", recommendation=page.recommendation)
    assert LearnedWeights.objects.get().choices == 30
    scores = {item.id: item.score for item in services.recommend(member_id=99, at=NOW, k=40).items}
    assert sorted(scores, key=lambda id: -scores[id]) != before
    assert serving.active is not None
    assert same(serving.active.recommender.models["visit"], learned())
    assert not same(learned(), trained())


def test_two_processes_serve_the_same_weights(version: ModelVersion, click: Callable[..., Interaction]) -> None:
    one, other = Serving(), Serving()
    for member_id in (1, 2, 3):
        page = services.recommend(member_id=member_id, at=NOW, k=8)
        click(member_id=member_id, activity_id=page.items[3].id, recommendation=page.recommendation)
        one.get()  # the other one sleeps, and looks at the end
    first, second = one.get(), other.get()
    assert first is not None
    assert second is not None
    assert first.recommender is not second.recommender
    assert same(first.recommender.models["visit"], second.recommender.models["visit"])
    assert same(first.recommender.models["visit"], learned())
    assert learned().choices == trained().choices + 3


def test_a_deleted_row_is_begun_anew_from_the_training(
    version: ModelVersion, click: Callable[..., Interaction]
) -> None:
    page = services.recommend(member_id=1, at=NOW, k=8)
    click(activity_id=page.items[0].id, recommendation=page.recommendation)
    LearnedWeights.objects.all().delete()
    active = serving.get()
    assert active is not None
    assert same(active.recommender.models["visit"], active.trained)
    page = services.recommend(member_id=2, at=NOW, k=8)
    click(member_id=2, activity_id=page.items[0].id, recommendation=page.recommendation)
    features, experience = stood(page, *range(1, 9))
    assert near(learned(), after(Choice(features, experience, 0)))


def test_a_damaged_row_is_left_aside_and_then_replaced(
    version: ModelVersion, click: Callable[..., Interaction], caplog: pytest.LogCaptureFixture
) -> None:
    LearnedWeights.objects.create(version=version, scenario="visit", blob=b"of another release")
    active = serving.get()
    assert active is not None
    assert same(active.recommender.models["visit"], active.trained)
    assert "ignored" in caplog.text
    click(activity_id=101)
    assert learned().choices == trained().choices + 1


def test_a_new_version_starts_from_its_own_weights(version: ModelVersion, click: Callable[..., Interaction]) -> None:
    click(activity_id=101)
    second = services.train(at=NOW + 2 * MINUTE)
    active = serving.get()
    assert active is not None
    assert active.id == second.pk
    assert same(active.recommender.models["visit"], active.trained)
    services.activate(version.pk)
    assert serving.get() is not None
    assert same(serving.active.recommender.models["visit"], learned())  # type: ignore[union-attr]


def test_a_choice_that_is_not_finite_is_refused_and_kept_all_the_same(
    version: ModelVersion, click: Callable[..., Interaction], caplog: pytest.LogCaptureFixture
) -> None:
    page = services.recommend(member_id=1, at=NOW, k=8)
    (blob,) = encode(np.full((len(NAMES), 1), np.nan, np.float32), 0.0)
    Impression.objects.filter(position=1).update(basis=blob)
    click(activity_id=page.items[0].id, recommendation=page.recommendation)
    assert "refused" in caplog.text
    assert LearnedWeights.objects.get().choices == 0
    assert Interaction.objects.filter(member_id=1).count() == 1


def test_no_weight_runs_away(version: ModelVersion, click: Callable[..., Interaction]) -> None:
    row = LearnedWeights(version=version, scenario="visit")
    far = trained().copy()
    far.weights += 100.0
    row.blob = to_bytes(far)
    row.save()
    click(activity_id=101)
    assert np.abs(learned().weights - trained().weights).max() == pytest.approx(MAX_SHIFT)


def test_nothing_is_learned_where_it_is_switched_off(
    version: ModelVersion,
    settings: Settings,
    click: Callable[..., Interaction],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    settings.MOIM = settings.MOIM | {"LEARN_ONLINE": False}
    serving.forget()  # a setting is read when a process starts
    assert serving.get() is not None
    click(activity_id=101)
    assert not LearnedWeights.objects.exists()
    with django_assert_num_queries(2):  # the version, the interactions
        serving.get()


def test_weights_cost_a_look_no_query_when_all_is_looked_for_and_one_after_a_click(
    version: ModelVersion, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.MOIM = settings.MOIM | {"SYNC_SECONDS": 1000}
    with django_assert_num_queries(1):  # the version with its weights
        serving.get()
    with django_assert_num_queries(1):  # the interactions
        serving.get()
    with django_assert_num_queries(0):
        serving.get()
    serving.wake()
    with django_assert_num_queries(2):  # the weights, the interactions
        serving.get()


def test_a_click_on_a_list_costs_three_queries_more(
    version: ModelVersion, click: Callable[..., Interaction], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    page = services.recommend(member_id=1, at=NOW, k=8)
    click(activity_id=page.items[0].id, recommendation=page.recommendation)
    # The member's row, the log, the state, and four for two savepoints; the list, the weights locked and written.
    with django_assert_num_queries(7 + 3):
        click(activity_id=page.items[1].id, recommendation=page.recommendation, at=NOW + 2 * MINUTE)


def test_a_click_of_a_rolled_back_transaction_teaches_nothing(
    version: ModelVersion, click: Callable[..., Interaction]
) -> None:
    page = services.recommend(member_id=1, at=NOW, k=8)

    @transaction.atomic
    def request() -> None:
        click(activity_id=page.items[0].id, recommendation=page.recommendation)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        request()
    assert not Interaction.objects.filter(member_id=1).exists()
    assert not LearnedWeights.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_interaction_is_kept_and_looked_for_when_the_weights_cannot_be(
    version: ModelVersion, settings: Settings
) -> None:
    settings.MOIM = settings.MOIM | {"SYNC_SECONDS": 1000}
    for _ in range(2):
        serving.get()
    page = services.recommend(member_id=1, at=NOW, k=8)
    version.delete()  # the weights have nothing to belong to
    row = services.record(
        member_id=1, activity_id=page.items[0].id, kind="join", at=NOW + MINUTE, recommendation=page.recommendation
    )
    assert Interaction.objects.get(member_id=1) == row
    assert not LearnedWeights.objects.exists()
    assert serving.active is not None
    world = serving.active.recommender.world
    going = int(world.activities["going"][world.activity_ids.get(str(page.items[0].id))])
    serving.get()
    assert int(world.activities["going"][world.activity_ids.get(str(page.items[0].id))]) == going + 1


def shown(number: int, member_id: int | None, *items: int, target: int = 0) -> None:
    Impression.objects.bulk_create(
        Impression(
            recommendation=number,
            member_id=member_id,
            item_id=item,
            target=target,
            position=position,
            propensity=1.0,
            at=NOW,
        )
        for position, item in reversed(list(enumerate(items, 1)))
    )


def test_training_is_told_what_was_seen_beside_each_join_and_like_of_a_list(board: Board) -> None:
    shown(7, 1, 101, 202, 303, 404)
    shown(8, None, 401, 402)
    shown(9, 2, 101, 102)
    shown(7, 1, 1, 2, target=Impression.Target.CLUB)
    for number, (member_id, activity_id, kind, recommendation) in enumerate(
        [
            (1, 202, "join", 7),  # the second of four
            (1, 404, "like", 7),  # the last of them
            (3, 401, "like", 8),  # a visitor's list: they signed in from it
            (1, 303, "view", 7),  # a view teaches nothing here
            (1, 105, "join", 7),  # was not in it
            (1, 101, "like", 9),  # another member's
            (1, 102, "like", None),
            (1, 103, "like", 7777),  # of nothing
        ]
    ):
        services.record(
            member_id=member_id,
            activity_id=activity_id,
            kind=kind,  # type: ignore[arg-type]
            at=NOW + number * MINUTE,
            recommendation=recommendation,
        )
    at = NOW.timestamp()
    expected = {
        ("1", "202", at): ("101", "202", "303", "404"),
        ("1", "404", at + 60): ("101", "202", "303", "404"),
        ("3", "401", at + 120): ("401", "402"),
    }
    assert shown_lists(NOW + DAY) == expected
    assert shown_lists(NOW + MINUTE) == {("1", "202", at): ("101", "202", "303", "404")}


def test_training_learns_from_what_was_seen(board: Board) -> None:
    """Thirty members pass an evening of the club they like and join the next one on the list.

    Against that one evening it says more against a liked club than against the forty that were open, ten of them its.
    """
    for member_id in range(1, 31):
        shown(member_id, member_id, 101, 202)
        services.record(member_id=member_id, activity_id=103, kind="view", at=EPOCH)
        at = EPOCH + member_id * MINUTE
        services.record(member_id=member_id, activity_id=202, kind="join", at=at, recommendation=member_id)
    weights = {}
    for told in (True, False):
        name = services.train(at=NOW).name
        weights[told] = Recommender.load(Moim.from_settings().model_dir / name).weights()["visit"]["club_affinity"][0]
        Impression.objects.all().delete()
    assert weights[True] < weights[False]
