"""What features share about a world."""

from __future__ import annotations

import math

import numpy as np
import pytest
from tests.moim.features.contract import near, prepared
from tests.moim.worlds import NOW, activity, small

from moim.data.events import Event
from moim.data.geo import unit_vector
from moim.data.replay import rewind
from moim.data.times import DAY, parse_time
from moim.data.world import World
from moim.features.context import FeatureContext
from moim.members import OwnTexts

HOUR = 3600.0


def test_hours_are_counted_from_monday_in_local_time() -> None:
    seoul = FeatureContext(World())
    moments = [
        "2026-05-03T15:00:00Z",  # Monday 0:00 in Seoul
        "2026-05-04T03:30:00Z",  # Monday 12:30
        "2026-05-03T14:00:00Z",  # Sunday 23:00
    ]
    hours = seoul.hours_of(np.array([*map(parse_time, moments), math.nan]))
    assert hours.tolist() == [0.0, 12.5, 6 * 24 + 23.0, 0.0]
    assert FeatureContext(World(), utc_offset=0.0).hours_of(np.array([-96 * HOUR])).tolist() == [6 * 24]  # in 1969
    new_york = FeatureContext(World(), utc_offset=-4.0)
    assert new_york.hours_of(np.array([parse_time(moments[0])])).tolist() == [6 * 24 + 11.0]


def test_days_change_at_local_midnight() -> None:
    seoul, london = FeatureContext(World()), FeatureContext(World(), utc_offset=0.0)
    assert [seoul.day_of(hours * HOUR) for hours in (-10, -9, 0, 14.9, 15)] == [-1, 0, 0, 0, 1]
    assert [london.day_of(hours * HOUR) for hours in (-1, 0, 23.9, 24)] == [-1, 0, 0, 1]


def test_starts_are_local_weekdays_and_hours() -> None:
    activities = [
        activity("monday", "clay", "x", activity_start=NOW),  # noon
        activity("sunday", "clay", "x", activity_start=NOW - 12.5 * HOUR),
        activity("wednesday", "clay", "x", activity_start=NOW + 36.5 * HOUR),
        activity("unknown", "clay", "x", activity_start=math.nan),
    ]
    context, _ = prepared([], activities)
    weekdays, hours = context.starts
    assert weekdays.tolist() == [0, 6, 2, 0]
    assert hours.tolist() == [12, 23, 0, 0]


def test_seats_are_logarithms_to_sixteen() -> None:
    seats = {"usual": 16, "two": 2, "one": 1, "none": 0, "unlimited": math.nan}
    context, _ = prepared([], [activity(name, "clay", "x", capacity=count) for name, count in seats.items()])
    expected = [0.0, near(math.log(2 / 16)), near(math.log(1 / 16)), near(math.log(1 / 16)), 0.0]
    assert context.log_seats.tolist() == expected
    assert context.log_seats.dtype == np.float32


def test_what_is_kept_is_made_anew_when_an_activity_comes_or_changes() -> None:
    context, _ = prepared([], [activity("a", "clay", "x", capacity=2)])
    seats, places, starts = context.log_seats, context.places, context.starts
    assert context.log_seats is seats
    assert context.places is places
    assert context.starts is starts
    context.world.put_activity(activity("b", "clay", "x", capacity=64, lat=37.5, lon=127.0))
    assert context.log_seats.tolist() == [near(math.log(2 / 16)), near(math.log(4))]
    assert context.places[1].tolist() == pytest.approx(unit_vector(37.5, 127.0))
    assert np.isnan(context.places[0]).all()
    context.world.put_activity(activity("a", "clay", "x", capacity=16))
    assert context.log_seats.tolist() == [0.0, near(math.log(4))]


def test_fitting_weighs_words_by_what_was_created_and_counts_turnout_up_to_then() -> None:
    activities = [
        activity("a", "clay", "tea", activity_start=NOW - DAY),
        activity("b", "clay", "cake", created_at=NOW + DAY),
        activity("c", "clay", "tea cake", activity_start=NOW + DAY),
    ]
    world = World.of(small([("jun", "a", "join", 60.0), ("jun", "c", "join", 60.0)], activities=activities))
    context = FeatureContext(world)
    context.fit(NOW)
    assert context.texts.vector(1)[0].tolist() == []  # not created yet
    assert len(context.texts.vector(0)[0]) > 0
    # one activity has begun, and one came; five are assumed for everyone's first; who joins after that is not counted
    world.observe(Event("sora", "a", "join", NOW))
    row = np.array([2], np.int32)
    club, _ = context.turnout.log_means(world.activities["club"][row], row, NOW)
    assert np.expm1(club).tolist() == [near((1 + 2 * (5 + 1) / 2) / (1 + 2))]


def test_topics_are_learned_from_what_was_created_and_has_a_category() -> None:
    clubs = [*small().clubs.rows(), {"club_id": "odd", "name": "x"}]
    activities = [
        activity("a", "clay", "clay bowl", created_at=NOW),
        activity("b", "run", "river run"),
        activity("c", "run", "later", created_at=NOW + 1),
        activity("d", "odd", "without"),
    ]
    context, _ = prepared([], activities, clubs=clubs)
    assert context.token_counts is None
    context.learn_topics(NOW)
    assert context.token_counts is not None
    shared = context.token_counts.shared
    assert set(shared.classes) == {"취미", "운동·액티비티"}
    assert set(shared.vocabulary) == {"clay", "bowl", "river", "run"}


def test_topics_are_learned_where_only_some_have_a_text() -> None:
    context, _ = prepared([], [activity("a", "clay", "!"), activity("b", "run", "river run")])
    context.learn_topics(NOW)
    assert context.token_counts is not None


def test_topics_are_not_learned_from_nothing() -> None:
    context, _ = prepared([], [activity("a", "clay", "!"), activity("b", "run", "")])
    context.learn_topics(NOW)
    assert context.token_counts is None


def test_a_context_over_another_world_shares_tokens_and_the_text_model() -> None:
    context, _ = prepared([], [activity("a", "clay", "clay bowl"), activity("b", "run", "river run")])
    context.utc_offset = 3.0
    other = context.over(rewind(context.world))
    assert other.utc_offset == 3.0
    assert other.world is not context.world
    assert other.texts.words is context.texts.words
    assert other.token_counts is None
    context.learn_topics(NOW)
    assert context.token_counts is not None
    other = context.over(rewind(context.world))
    assert other.token_counts is not None
    assert other.token_counts.world is other.world
    assert other.token_counts.shared is context.token_counts.shared
    own = OwnTexts()
    own.add("a")
    # P(clay | 취미) = (2 + 1) / (4 + 4) with P = 2/3 against 1/6 with 1/3: 9 to 2
    assert sorted(other.token_counts.predict_proba("clay", own).tolist()) == [near(2 / 11), near(9 / 11)]
