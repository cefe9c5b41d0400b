"""What is collected from the log, and that nothing at or after the time asked for is."""

from __future__ import annotations

import numpy as np
import pytest
from tests.moim.worlds import NOW, activity, small

from moim.data.events import Event
from moim.data.times import DAY
from moim.data.world import World
from moim.features.context import FeatureContext
from moim.ranking import replay_training
from moim.ranking.choice_model import NAMES, ChoiceModel
from moim.ranking.replay_training import ReplayTrainer

JOINS = [("jun", "cup", "join", 3600.0), ("sora", "night", "join", 1800.0), ("minji", "bowl", "join", 60.0)]
Events = list[tuple[str, str, str, float]]


def trainer_of(events: Events = JOINS, changes: dict[str, object] | None = None, **options: object) -> ReplayTrainer:
    world = World.of(small(events, **(changes or {})))  # type: ignore[arg-type]
    return ReplayTrainer(world, FeatureContext(world), **options)  # type: ignore[arg-type]


def opened(days: float, names: str = "abc") -> dict[str, object]:
    """Activities announced so many days ago, which can be joined until three days from now."""
    since = NOW - days * DAY
    return {"activities": [activity(name, "clay", name, created_at=since, recruit_start=since) for name in names]}


def days_ago(trainer: ReplayTrainer) -> list[float]:
    return [round((NOW - query.at) / DAY, 6) for query in trainer.queries]


def same(one: ReplayTrainer, other: ReplayTrainer) -> bool:
    """Whether both collected the same."""

    def collected(trainer: ReplayTrainer) -> list[tuple[object, ...]]:
        every = [*trainer.choices["visit"], *trainer.choices["list"]]
        return [(choice.features.tolist(), choice.chosen, choice.weight, choice.experience) for choice in every]

    return collected(one) == collected(other)


# --- visits --------------------------------------------------------------------------------------------------------


def test_each_join_is_one_choice_among_what_was_open() -> None:
    trainer = trainer_of()
    trainer.advance(NOW, NOW, scenarios=("visit",))
    assert [choice.features.shape[1] for choice in trainer.choices["visit"]] == [4, 4, 4]
    rows = [trainer.world.activity_ids.get(name) for name in ("cup", "night", "bowl")]
    assert [choice.chosen for choice in trainer.choices["visit"]] == rows
    assert trainer.choices["list"] == []
    assert trainer.queries == []


def test_an_event_at_the_time_itself_is_not_replayed() -> None:
    trainer = trainer_of()
    trainer.advance(NOW - 1800.0, NOW - 1800.0, scenarios=("visit",))
    assert len(trainer.choices["visit"]) == 1
    assert trainer.world.activities["going"].tolist() == [0, 1, 0, 0]
    trainer.advance(NOW - 1799.0, NOW - 1799.0, scenarios=("visit",))
    assert len(trainer.choices["visit"]) == 2
    assert trainer.world.activities["going"].tolist() == [0, 1, 1, 0]


def test_what_happens_at_or_after_the_time_changes_nothing() -> None:
    """Two logs that differ from ``NOW`` on: the weights are the same, of visits and of lists."""
    past: Events = [("sora", "a", "view", 19 * DAY), ("jun", "b", "join", 3 * DAY), ("sora", "c", "join", 1.0)]
    future: Events = [("jun", "a", "join", 0.0), ("minji", "a", "join", 0.0), ("minji", "c", "join", -1.0)]
    one, other = trainer_of(past, opened(20)), trainer_of(past + future, opened(20))
    for trainer in (one, other):
        trainer.advance(NOW, NOW)
    assert len(one.choices["visit"]) == 3
    assert len(one.choices["list"]) == 6  # both joins at lists 14, 9 and 4 days ago
    assert same(one, other)
    for scenario in ("visit", "list"):
        assert one.fitted_models()[scenario].named() == other.fitted_models()[scenario].named()


def test_a_choice_knows_what_came_before_it_and_not_itself() -> None:
    trainer = trainer_of([("jun", "cup", "join", 3600.0), ("jun", "night", "join", 60.0)])
    trainer.advance(NOW, NOW, scenarios=("visit",))
    first, second = trainer.choices["visit"]
    assert (first.experience, second.experience) == (0.0, 1.0)
    assert (first.features.shape[1], second.features.shape[1]) == (4, 3)  # cup is joined


def test_going_on_later_collects_the_rest_once() -> None:
    trainer = trainer_of()
    trainer.advance(NOW - 1800.0, NOW - 1800.0, scenarios=("visit",))
    trainer.advance(NOW, NOW, scenarios=("visit",))
    trainer.advance(NOW, NOW, scenarios=("visit",))
    trainer.advance(NOW - 3600.0, NOW, scenarios=("visit",))
    trainer.advance(NOW, NOW, scenarios=("visit",))
    assert len(trainer.choices["visit"]) == 3
    whole = trainer_of()
    whole.advance(NOW, NOW, scenarios=("visit",))
    assert same(trainer, whole)


def test_an_empty_log_gives_nothing() -> None:
    trainer = trainer_of([])
    trainer.advance(NOW, NOW)
    assert trainer.choices == {"visit": [], "list": []}


def test_the_source_is_left_as_it_is() -> None:
    trainer = trainer_of()
    before = trainer.source.activities["going"].tolist()
    trainer.advance(NOW, NOW)
    assert trainer.source.activities["going"].tolist() == before == [1, 1, 1, 0]


def test_a_visit_whose_list_is_known_was_a_choice_from_that_list() -> None:
    """sora joined "night" of bowl, night and cup; "morning" was open too. Of the others' lists nothing is known.

    sora had "bowl" already, so that "cup" is all that "night" was preferred to.
    """
    joins = [("sora", "bowl", "join", 7200.0), *JOINS]
    shown = {("sora", "night", NOW - 1800.0): ("bowl", "night", "cup"), ("sora", "night", NOW): ("night", "morning")}
    trainer = trainer_of(joins, shown=shown)
    trainer.advance(NOW, NOW, scenarios=("visit",))
    sizes = [choice.features.shape[1] for choice in trainer.choices["visit"]]
    assert sizes == [4, 4, 2, 4]  # the others were from all that was open
    names = sorted(("night", "cup"), key=trainer.source.activity_ids.get)
    assert names[trainer.choices["visit"][2].chosen] == "night"


def test_all_joins_are_taken_if_they_are_few_then_likes_then_views() -> None:
    kinds = np.array([0] * 10 + [1] * 4 + [2] * 2, np.int8)
    kinds = np.array(
        [replay_training.KINDS.index(kind) for kind in ["view"] * 10 + ["like"] * 4 + ["join"] * 2], np.int8
    )
    # Of 6: both joins; of the 4 left half for the likes, 2 of 4; of the 2 left half for the views, 1 of 10.
    assert trainer_of(max_choices=6)._sampling_chances(kinds) == {"join": 1.0, "like": 0.5, "view": 0.1}
    assert trainer_of(max_choices=1)._sampling_chances(kinds) == {"join": 0.5, "like": 0.0, "view": 0.0}
    assert trainer_of()._sampling_chances(kinds[:0]) == {"join": 0.0, "like": 0.0, "view": 0.0}


def test_a_seed_decides_which_events_are_sampled() -> None:
    views: Events = [("jun", "abc"[number % 3], "view", 1000.0 - number) for number in range(200)]
    one, again, other = (trainer_of(views, opened(20), max_choices=40, seed=seed) for seed in (1, 1, 2))
    for trainer in (one, again, other):
        trainer.advance(NOW, NOW, scenarios=("visit",))
        assert 8 <= len(trainer.choices["visit"]) <= 32  # half of 40 views is 20, of which each is as likely
    assert same(one, again)
    assert not same(one, other)


# --- lists ---------------------------------------------------------------------------------------------------------


def test_an_imagined_list_is_chosen_from_by_what_is_joined_later() -> None:
    events = [("jun", "a", "view", 19 * DAY), ("jun", "b", "join", 3 * DAY), ("sora", "c", "view", 0.5 * DAY)]
    trainer = trainer_of(events, opened(20))
    trainer.advance(NOW, NOW, scenarios=("list",))
    # lists 14, 9 and 4 days ago were followed by jun's join; nobody else joined anything
    assert days_ago(trainer) == [14, 9, 4]
    assert [choice.chosen for choice in trainer.choices["list"]] == [1, 1, 1]
    assert [choice.features.shape[1] for choice in trainer.choices["list"]] == [3, 3, 3]
    assert trainer.choices["visit"] == []
    # a view is 0.2 of evidence at the last two lists, too
    assert {choice.experience for choice in trainer.choices["list"]} == {trainer.queries[0].experience}
    assert trainer.queries[0].experience > 0


def test_a_join_at_the_time_until_which_joins_are_known_is_not_known() -> None:
    events = [("jun", "a", "view", 19 * DAY), ("jun", "b", "join", 5 * DAY), ("jun", "c", "view", 4 * DAY)]
    for known_until, lists in ((NOW - 5 * DAY, []), (NOW - 5 * DAY + 1, [14, 9])):
        trainer = trainer_of(events, opened(20))
        trainer.advance(NOW - 4 * DAY, known_until, scenarios=("list",))
        assert days_ago(trainer) == lists


def test_a_join_at_the_time_of_a_list_is_chosen_from_it() -> None:
    events = [("jun", "a", "view", 19 * DAY), ("jun", "b", "join", 14 * DAY), ("jun", "c", "view", 1 * DAY)]
    trainer = trainer_of(events, opened(20))
    trainer.advance(NOW, NOW, scenarios=("list",))
    assert days_ago(trainer) == [14]


def test_a_list_is_used_after_twenty_days_with_what_is_joined_within_fortyfive() -> None:
    events = [("sora", "a", "view", 190 * DAY), ("jun", "b", "join", 10 * DAY)]
    trainer = trainer_of(events, opened(195, "ab"))
    trainer.advance(NOW, NOW, scenarios=("list",))
    # lists lie five days apart; those 50, 45, ... 20 days ago saw the join coming, 55 was too early, 15 is too young
    assert days_ago(trainer) == [50, 45, 40, 35, 30, 25, 20]


@pytest.mark.parametrize(("first", "lists"), [(59.0, [4.0]), (60.0, [])])
def test_a_log_shorter_than_sixty_days_uses_lists_that_are_younger(first: float, lists: list[float]) -> None:
    events = [("sora", "a", "view", first * DAY), ("jun", "b", "join", 3.5 * DAY), ("sora", "a", "view", 1.0)]
    since, before = NOW - 4.5 * DAY, NOW - 70 * DAY
    late = [activity(name, "clay", name, created_at=since, recruit_start=since) for name in "bc"]
    early = activity("a", "clay", "a", created_at=before, recruit_start=before, recruit_end=NOW - 50 * DAY)
    trainer = trainer_of(events, {"activities": [*late, early]})
    trainer.advance(NOW, NOW, scenarios=("list",))
    assert [ago for ago in days_ago(trainer) if ago < 20] == lists


def test_several_joins_from_one_list_share_the_root_of_their_number() -> None:
    events = [("sora", "a", "view", 19 * DAY)] + [("jun", name, "join", 3 * DAY) for name in "abcd"]
    trainer = trainer_of(events, opened(20, "abcde"))
    trainer.advance(NOW, NOW, scenarios=("list",))
    first = trainer.queries[0]
    assert first.chosen.tolist() == [0, 1, 2, 3]
    assert [(choice.chosen, choice.weight) for choice in first.choices()] == [(0, 0.5), (1, 0.5), (2, 0.5), (3, 0.5)]
    assert len(trainer.choices["list"]) == 4 * len(trainer.queries) == 12


def test_what_was_joined_or_declined_before_a_list_is_not_in_it() -> None:
    events = [
        ("jun", "a", "join", 19 * DAY),
        ("jun", "b", "decline", 18 * DAY),
        ("jun", "c", "join", 1 * DAY),
    ]
    trainer = trainer_of(events, opened(20, "abcd"))
    trainer.advance(NOW, NOW, scenarios=("list",))
    assert [query.features.shape[1] for query in trainer.queries] == [2, 2, 2]  # c and d
    assert [query.chosen.tolist() for query in trainer.queries] == [[0]] * 3


def test_a_list_whose_only_alternative_is_what_was_joined_is_none() -> None:
    events = [("jun", "a", "join", 19 * DAY), ("jun", "b", "join", 1 * DAY)]
    trainer = trainer_of(events, opened(20, "ab"))
    trainer.advance(NOW, NOW, scenarios=("list",))
    assert trainer.queries == []


def test_members_of_one_list_are_sampled_when_they_are_many() -> None:
    members = {"members": [{"member_id": f"m{number}"} for number in range(40)]}
    events: Events = [("m0", "a", "view", 6 * DAY)]
    events += [(f"m{number}", "b", "join", 0.5 * DAY - number) for number in range(40)]
    for seed in (0, 1):
        one, again = (trainer_of(events, opened(20) | members, max_choices=6, seed=seed) for _ in range(2))
        for trainer in (one, again):
            trainer.advance(NOW, NOW, scenarios=("list",))
        assert len(one.queries) == 10  # 6 * 5 days / 5.5 days is less than the ten taken at least
        assert same(one, again)
    all_of_them = trainer_of(events, opened(20) | members, max_choices=60)
    all_of_them.advance(NOW, NOW, scenarios=("list",))
    assert len(all_of_them.queries) == 40  # up to 60 * 5 / 5.5


# --- features and models -------------------------------------------------------------------------------------------


def test_features_are_fitted_again_after_thirty_days() -> None:
    trainer = trainer_of()
    first = trainer._fitted_features(NOW)
    assert trainer._fitted_features(NOW + 30 * DAY - 1) is first
    second = trainer._fitted_features(NOW + 30 * DAY)
    assert second is not first
    assert trainer._fitted_features(NOW + 59 * DAY) is second


def test_each_scenario_has_weights_of_its_own_choices() -> None:
    events = [("jun", "a", "view", 19 * DAY), ("jun", "b", "join", 3 * DAY), ("sora", "c", "view", 0.5 * DAY)]
    trainer = trainer_of(events, opened(20))
    trainer.advance(NOW, NOW)
    models = trainer.fitted_models()
    assert {scenario: model.choices for scenario, model in models.items()} == {"visit": 3, "list": 3}
    for scenario, model in models.items():
        alone = ChoiceModel.prior()
        alone.fit(trainer.choices[scenario])
        assert model.named() == alone.named()
    assert set(models["visit"].named()) == set(NAMES)


def test_progress_is_told_as_a_share() -> None:
    told: list[float] = []
    views: Events = [("jun", "abc"[number % 3], "view", 10_000.0 - number) for number in range(4096)]
    trainer = trainer_of(views, opened(20), max_choices=1)
    trainer.advance(NOW, NOW, told.append, scenarios=("visit",))
    assert told[0] == 0.0
    assert told[1] == pytest.approx(2048 / 4096)
    assert told == sorted(told)
    assert told[-1] <= 1.0


def test_the_state_of_a_member_is_all_they_did() -> None:
    trainer = trainer_of()
    trainer.advance(NOW, NOW, scenarios=("visit",))
    state = trainer.states["jun"]
    expected = type(state)()
    expected.update(Event("jun", "cup", "join", NOW - 3600.0))
    assert state.traces == expected.traces
