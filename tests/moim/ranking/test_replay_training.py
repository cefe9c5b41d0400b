from __future__ import annotations

import numpy as np
from tests.moim.worlds import NOW, activity, small

from moim.data.times import DAY
from moim.data.world import Event, World
from moim.features.context import FeatureContext
from moim.members import MemberState, Profile
from moim.ranking.choice_model import FeatureSet
from moim.ranking.replay_training import ALTERNATIVES, ReplayTrainer, choice_of, drawn_against

JOINS = [("jun", "cup", "join", 3600.0), ("sora", "night", "join", 1800.0), ("minji", "bowl", "join", 60.0)]


def learner(events: list[tuple[str, str, str, float]] = JOINS, **changes: object) -> ReplayTrainer:
    world = World.of(small(events, **changes))  # type: ignore[arg-type]
    return ReplayTrainer(world, FeatureContext(world))


def test_each_join_is_one_choice_among_what_was_open() -> None:
    learning = learner()
    learning.advance(NOW, NOW, scenarios=("visit",))
    assert [choice.features.shape[1] for choice in learning.choices["visit"]] == [4, 4, 4]
    assert learning.choices["list"] == []


def test_nothing_at_or_after_the_time_is_learned_from() -> None:
    learning = learner()
    learning.advance(NOW - 1800.0, NOW - 1800.0, scenarios=("visit",))
    assert len(learning.choices["visit"]) == 1
    assert learning.world.activities["going"].tolist() == [0, 1, 0, 0]


def test_going_on_later_learns_the_rest_once() -> None:
    learning = learner()
    learning.advance(NOW - 1800.0, NOW - 1800.0, scenarios=("visit",))
    learning.advance(NOW, NOW, scenarios=("visit",))
    learning.advance(NOW, NOW, scenarios=("visit",))
    assert len(learning.choices["visit"]) == 3


def test_an_imagined_list_is_chosen_from_by_what_is_joined_later() -> None:
    early = [activity(name, "clay", name, created_at=NOW - 20 * DAY, recruit_start=NOW - 20 * DAY) for name in "abc"]
    events = [("jun", "a", "view", 19 * DAY), ("jun", "b", "join", 3 * DAY), ("sora", "c", "view", 0.5 * DAY)]
    learning = learner(events, activities=early)
    learning.advance(NOW, NOW, scenarios=("list",))
    # lists 14, 9 and 4 days ago were followed by jun's join within thirty days; nobody else joined anything
    assert len(learning.choices["list"]) == 3
    assert {choice.chosen for choice in learning.choices["list"]} == {1}


def test_a_list_is_not_learned_from_what_is_not_known_yet() -> None:
    early = [activity(name, "clay", name, created_at=NOW - 20 * DAY, recruit_start=NOW - 20 * DAY) for name in "abc"]
    events = [("jun", "a", "view", 19 * DAY), ("jun", "c", "view", 8 * DAY), ("jun", "b", "join", 3 * DAY)]
    learning = learner(events, activities=early)
    learning.advance(NOW - 5 * DAY, NOW - 5 * DAY, scenarios=("list",))
    assert learning.choices["list"] == []


def test_what_was_shown_is_what_it_was_chosen_from() -> None:
    world = World.of(small())
    context = FeatureContext(world)
    context.fit(NOW)
    event = Event("jun", "cup", "like", NOW)
    choice = choice_of(FeatureSet(context, NOW), context, MemberState(), event, shown=["cup", "bowl", "night"])
    assert choice is not None
    assert choice.features.shape[1] == 3  # "morning" is open too
    assert choice.weight == 0.3


def test_what_was_not_open_is_no_choice() -> None:
    world = World.of(small())
    context = FeatureContext(world)
    context.fit(NOW)
    features = FeatureSet(context, NOW)
    assert choice_of(features, context, MemberState(), Event("jun", "cup", "join", NOW + 4 * DAY)) is None
    assert choice_of(features, context, MemberState(), Event("jun", "nowhere", "join", NOW)) is None


def test_of_many_alternatives_some_are_drawn_the_chosen_always_there() -> None:
    rows = np.arange(500, dtype=np.int32)
    drawn = drawn_against(rows, 7, np.random.default_rng(1))
    assert 7 in drawn
    assert len(drawn) in (ALTERNATIVES - 1, ALTERNATIVES)
    assert np.all(np.diff(drawn) > 0)


def test_a_visit_whose_list_is_known_was_a_choice_from_that_list() -> None:
    """sora joined "night" of bowl, night and cup; "morning" was open too. Of the others' lists nothing is known.

    sora had "bowl" already, so that "cup" is all that "night" was preferred to.
    """
    joins = [("sora", "bowl", "join", 7200.0), *JOINS]
    world = World.of(small(joins))
    shown = {("sora", "night", NOW - 1800.0): ("bowl", "night", "cup"), ("sora", "night", NOW): ("night", "morning")}
    learning = ReplayTrainer(world, FeatureContext(world), shown=shown)
    learning.advance(NOW, NOW, scenarios=("visit",))
    sizes = [choice.features.shape[1] for choice in learning.choices["visit"]]
    assert sizes == [4, 4, 2, 4]  # sora's first and jun's were from all that was open, minji's too
    chosen = learning.choices["visit"][2].chosen
    names = sorted(("night", "cup"), key=world.activity_ids.get)
    assert names[chosen] == "night"


def test_what_the_member_goes_to_already_was_not_chosen_again() -> None:
    world = World.of(small([("jun", "bowl", "join", 60.0)]))
    context = FeatureContext(world)
    context.fit(NOW)
    event = Event("jun", "cup", "like", NOW)
    choice = choice_of(FeatureSet(context, NOW), context, MemberState(), event, shown=["bowl", "cup", "night"])
    assert choice is not None
    assert choice.features.shape[1] == 2


def test_a_profile_says_more_than_the_world_knows() -> None:
    world = World.of(small())
    context = FeatureContext(world)
    context.fit(NOW)
    features, event = FeatureSet(context, NOW), Event("new", "night", "join", NOW)
    interest = [feature.name for feature in features.features].index("interest")
    stranger = choice_of(features, context, MemberState(), event)
    told = choice_of(features, context, MemberState(), event, profile=Profile("new", interests=("취미",)))
    assert stranger is not None
    assert told is not None
    assert not stranger.features[interest].any()
    assert told.features[interest].tolist() == [1.0, 1.0, 0.0, 0.0]  # bowl and cup are of that category


def test_a_list_teaches_after_twenty_days_with_what_is_joined_within_fortyfive() -> None:
    early = [
        activity(name, "clay", name, created_at=NOW - 195 * DAY, recruit_start=NOW - 195 * DAY) for name in ("a", "b")
    ]
    events = [("sora", "a", "view", 190 * DAY), ("jun", "b", "join", 10 * DAY)]
    learning = learner(events, activities=early)
    learning.advance(NOW, NOW, scenarios=("list",))
    # lists lie five days apart; those 50, 45, ... 20 days ago saw the join coming, 55 was too early, 15 is too young
    assert [round((NOW - one.at) / DAY) for one in learning.lists] == [50, 45, 40, 35, 30, 25, 20]
