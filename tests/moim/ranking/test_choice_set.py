"""What a member chose from."""

from __future__ import annotations

import numpy as np
from tests.moim.worlds import NOW, activity, small

from moim.data.events import Event
from moim.data.times import DAY
from moim.data.world import World
from moim.features.context import FeatureContext
from moim.features.matrix import FeatureSet
from moim.members import MemberState, Profile
from moim.ranking import choice_set
from moim.ranking.choice_model import NAMES, Choice
from moim.ranking.choice_set import joinable, observed_choice, sample_alternatives


def chosen_from(event: Event, shown: tuple[str, ...] = (), events: object = None, **options: object) -> Choice | None:
    """The choice of an event in the small world, of whose four activities all are open at ``NOW``."""
    world = World.of(small(events, **options.pop("changes", {})))  # type: ignore
    context = FeatureContext(world)
    context.fit(NOW)
    state = options.pop("state", MemberState())
    return observed_choice(FeatureSet(context, NOW), context, state, event, shown, **options)  # type: ignore[arg-type]


def test_joinable_is_what_a_member_has_not_joined() -> None:
    events = [("jun", "cup", "join", 60.0), ("jun", "bowl", "like", 30.0), ("sora", "night", "join", 10.0)]
    world = World.of(small(events))
    bowl, cup, night = (world.activity_ids.get(name) for name in ("bowl", "cup", "night"))
    rows = np.array([bowl, cup, night], np.int32)
    assert joinable(world, rows, world.member_ids.get("jun")).tolist() == [bowl, night]
    assert joinable(world, rows, world.member_ids.get("sora")).tolist() == [bowl, cup]  # the last of the members
    assert joinable(world, rows, world.member_ids.get("minji")).tolist() == rows.tolist()
    assert joinable(world, rows, -1).tolist() == rows.tolist()


def test_up_to_sixty_alternatives_are_all_taken() -> None:
    rows = np.arange(0, 120, 2, dtype=np.int32)
    assert sample_alternatives(rows, [4], np.random.default_rng(1)) is rows


def test_of_more_fiftynine_are_sampled_and_the_chosen_added() -> None:
    rows = np.arange(61, dtype=np.int32)
    drawn = np.sort(np.random.default_rng(1).choice(rows, 59, replace=False))
    left_out = [row for row in rows.tolist() if row not in drawn]
    sampled = sample_alternatives(rows, [left_out[0]], np.random.default_rng(1))
    assert sampled.tolist() == sorted([*drawn.tolist(), left_out[0]])
    assert sample_alternatives(rows, [int(drawn[0])], np.random.default_rng(1)).tolist() == drawn.tolist()
    assert sampled.dtype == np.int32


def test_a_choice_is_made_from_what_is_open() -> None:
    choice = chosen_from(Event("jun", "cup", "like", NOW))
    assert choice is not None
    assert choice.features.shape == (len(NAMES), 4)
    assert (choice.chosen, choice.weight, choice.experience) == (1, 0.3, 0.0)


def test_what_was_shown_is_what_it_was_chosen_from() -> None:
    choice = chosen_from(Event("jun", "night", "view", NOW), shown=("night", "nowhere", "bowl"))
    assert choice is not None
    assert choice.features.shape[1] == 2  # all four are open
    assert (choice.chosen, choice.weight) == (1, 0.1)  # bowl's row comes before night's


def test_a_list_without_the_chosen_one_says_nothing() -> None:
    choice = chosen_from(Event("jun", "cup", "join", NOW), shown=("bowl", "night"))
    assert choice is not None
    assert choice.features.shape[1] == 4


def test_one_activity_alone_is_no_choice() -> None:
    assert chosen_from(Event("jun", "cup", "join", NOW), shown=("cup",)) is None
    two = chosen_from(Event("jun", "cup", "join", NOW), shown=("cup", "bowl"))
    assert two is not None


def test_what_was_not_open_is_no_choice() -> None:
    assert chosen_from(Event("jun", "cup", "join", NOW + 4 * DAY)) is None
    assert chosen_from(Event("jun", "nowhere", "join", NOW)) is None


def test_what_the_member_has_joined_already_is_no_alternative() -> None:
    joined = [("jun", "bowl", "join", 60.0)]
    choice = chosen_from(Event("jun", "cup", "like", NOW), ("bowl", "cup", "night"), joined)
    assert choice is not None
    assert choice.features.shape[1] == 2
    assert chosen_from(Event("jun", "bowl", "like", NOW), events=joined) is None


def test_experience_is_that_of_the_state() -> None:
    state = MemberState()
    state.update(Event("jun", "bowl", "join", NOW - DAY))
    choice = chosen_from(Event("jun", "cup", "join", NOW), events=[("jun", "bowl", "join", DAY)], state=state)
    assert choice is not None
    assert choice.experience == 1.0


def test_a_profile_says_more_than_the_world_knows() -> None:
    event, interest = Event("new", "night", "join", NOW), NAMES.index("interest")
    stranger = chosen_from(event)
    told = chosen_from(event, profile=Profile("new", interests=("취미",)))
    assert stranger is not None
    assert told is not None
    assert not stranger.features[interest].any()
    assert told.features[interest].tolist() == [1.0, 1.0, 0.0, 0.0]  # bowl and cup are of that category


def test_the_same_event_samples_the_same_alternatives_and_another_time_others() -> None:
    many = [activity(f"a{number:03}", "clay", f"모임 {number}") for number in range(500)]
    one, again, later = (
        chosen_from(Event("jun", "a007", "join", NOW + second), changes={"activities": many}) for second in (0, 0, 1)
    )
    assert one is not None
    assert again is not None
    assert later is not None
    assert choice_set.MAX_ALTERNATIVES - 1 <= one.features.shape[1] <= choice_set.MAX_ALTERNATIVES
    assert np.array_equal(one.features, again.features)
    word = [NAMES.index(name) for name in NAMES]
    assert one.features.shape != later.features.shape or not np.array_equal(one.features[word], later.features[word])
