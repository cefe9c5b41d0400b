"""What several features need of the candidates, computed once."""

from __future__ import annotations

import math

import numpy as np
import pytest
from tests.moim.features.contract import near, prepared
from tests.moim.worlds import NOW, activity, small

from moim.data.geo import EARTH_KM, unit_vector
from moim.data.times import DAY
from moim.features import Candidates


def gathered(*names: str, at: float = NOW, season: str = "", **changes: object) -> Candidates:
    context, _ = prepared(**changes)  # type: ignore[arg-type]
    return Candidates(context, np.array([context.world.activity_ids.get(name) for name in names], np.int32), at, season)


def test_columns_are_those_of_the_rows() -> None:
    clubs = [*small().clubs.rows(), {"club_id": "odd", "name": "x"}]
    start = NOW + 5 * DAY
    activities = [
        activity("a", "run", "x", capacity=32),
        activity("b", "clay", "x", lat=37.5, lon=127.0, activity_end=math.nan),
        activity("c", "odd", "x", activity_start=math.nan, activity_end=math.nan),
    ]
    events = [("jun", "b", "join", 60.0), ("sora", "b", "join", 60.0)]
    found = gathered("b", "c", "a", clubs=clubs, activities=activities, events=events)
    assert len(found) == 3
    assert found.club.tolist() == [0, 2, 1]
    assert found.category.tolist() == [0, -1, 1]
    assert found.start.tolist() == [start, pytest.approx(math.nan, nan_ok=True), start]
    assert found.end.tolist() == [start, pytest.approx(math.nan, nan_ok=True), start + 7200]
    assert found.log_days_left.tolist() == [near(math.log(1 + 5)), 0.0, near(math.log(1 + 5))]
    assert found.going.tolist() == [2, 0, 0]
    assert found.going_plus_one.tolist() == [3.0, 1.0, 1.0]
    assert found.log_seats.tolist() == [0.0, 0.0, near(math.log(2))]
    assert found.has_place.tolist() == [True, False, False]
    assert found.weekday.tolist() == [5, 0, 5]  # a Saturday noon in Seoul
    assert found.hour.tolist() == [12, 0, 12]


def test_age_is_at_least_0() -> None:
    assert gathered("bowl", at=NOW + DAY).age.tolist() == [3 * DAY]
    assert gathered("bowl", at=NOW - 3 * DAY).age.tolist() == [0.0]


def test_ages_are_ranked_from_the_youngest_on() -> None:
    activities = [
        activity(name, "clay", "x", created_at=NOW - days * DAY)
        for name, days in {"a": 2, "b": 9, "c": 1, "d": 2}.items()
    ]
    ages, rank = gathered("a", "b", "c", "d", activities=activities, events=[]).by_age
    assert (ages / DAY).tolist() == [1, 2, 2, 9]
    assert rank.tolist() == [1, 3, 0, 2]


def test_calendar_days_are_those_of_local_midnights() -> None:
    found = gathered("bowl")  # NOW is noon in Seoul
    days = [found.calendar_days_until(NOW + hours * 3600) for hours in (-13, -12, 0, 11.9, 12, 36)]
    assert days == [-1, 0, 0, 0, 1, 2]


def test_category_shares_count_one_join_more_of_the_categories_in_use() -> None:
    # 취미 has three joins and 운동 one, each one more; nothing is without a category, which counts one of the six
    assert gathered("bowl").category_share == pytest.approx(np.array([4, 2, 1]) / 6)
    # before "past" was created, no category was in use
    assert gathered("bowl", at=NOW - 30 * DAY).category_share == pytest.approx(np.array([4, 2, 1]))
    # at that very moment, that of "past" is
    assert gathered("bowl", at=NOW - 20 * DAY).category_share == pytest.approx(np.array([4, 2, 1]) / 4)


def test_series_and_turnout_are_those_of_the_context() -> None:
    found = gathered("past", "cup", "bowl", "past")
    series = found.series.tolist()
    assert series == found.context.turnout.series(found.rows).tolist()
    assert len(set(series)) == 3
    # "past" is the one activity that was held, and two came: see test_turnout
    club, own = found.turnout
    assert np.expm1(club).tolist() == [near(3.0)] * 4
    assert np.expm1(own).tolist() == [near((2 + 2 * 3) / 3), near(3.0), near(3.0), near((2 + 2 * 3) / 3)]


def test_the_season_is_compared_with_the_words() -> None:
    words = {"past": "clay", "bowl": "clay", "cup": "tea", "night": "run", "morning": "run"}
    assert gathered("bowl", "cup", season="clay", words=words).season_similarity.tolist() == [near(1.0), 0.0]


def test_the_season_may_hold_words_that_came_after_the_candidates_were_gathered() -> None:
    found = gathered(
        "bowl", season="piano", words={"past": "clay", "bowl": "clay", "cup": "x", "night": "x", "morning": "x"}
    )
    words, context = found.words, found.context
    context.texts.words[context.world.put_activity(activity("new", "clay", "x"))] = ["piano"]
    context.texts.advance(NOW)
    assert words.shape[1] == 2
    assert found.season_similarity.tolist() == [0.0]


def test_words_lie_by_row_and_by_column() -> None:
    found = gathered("cup", "bowl", words={"bowl": "clay", "cup": "clay tea"})
    assert np.array_equal(found.words.toarray(), found.by_word.toarray())
    names = found.context.texts.vocabulary
    assert (found.words.toarray()[1, [names.get("clay"), names.get("tea")]]).tolist() == [near(1.0), 0.0]


def test_what_members_go_to_is_given_member_by_member() -> None:
    context, _ = prepared()
    world = context.world
    candidates = Candidates(context, world.open_at(NOW), NOW)
    names = [world.activity_ids.names[row] for row in candidates.rows.tolist()]
    people = np.array([world.member_ids.get(one) for one in ("sora", "minji", "jun")])
    sizes, where = candidates.goes_to(people)
    assert sizes.tolist() == [1, 0, 1]
    assert [names[position] for position in where.tolist()] == ["night", "cup"]


def test_a_member_who_came_after_the_candidates_were_gathered_goes_nowhere() -> None:
    context, _ = prepared([("sora", "cup", "join", 60.0)])  # sora is the last member
    candidates = Candidates(context, context.world.open_at(NOW), NOW)
    candidates.goes_to(np.array([0]))
    context.world.put_member({"member_id": "late"})
    context.world.put_member({"member_id": "later"})
    late, later = context.world.member_ids.get("late"), context.world.member_ids.get("later")
    sizes, where = candidates.goes_to(np.array([late, later]))
    assert (sizes.tolist(), where.tolist()) == ([0, 0], [])
    assert candidates.goes_to(np.array([late - 1]))[0].tolist() == [1]


def test_chords_are_as_long_as_the_places_are_apart() -> None:
    candidates = gathered("bowl", "cup")
    # "bowl" is at 37.56, 126.97; a hundredth of a degree north is 1.112 km, and where one is there is no distance
    squares = candidates.square_chords(np.array([unit_vector(37.57, 126.97), unit_vector(37.56, 126.97)]))
    assert squares.shape == (2, 2)
    assert EARTH_KM * np.sqrt(squares[0, 0]) == pytest.approx(1.112, abs=1e-3)
    assert abs(squares[1, 0]) < 1e-14


def test_what_was_computed_is_kept() -> None:
    found = gathered("bowl", "cup")
    for name in ("club", "log_days_left", "by_age", "turnout", "series", "words", "category_share", "has_place"):
        assert getattr(found, name) is getattr(found, name)
