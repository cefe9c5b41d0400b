"""Mean turnout of clubs and series."""

from __future__ import annotations

import math

import numpy as np
import pytest
from tests.moim.features.contract import held, near
from tests.moim.worlds import NOW, activity, small

from moim.data.events import Event
from moim.data.times import DAY
from moim.data.world import World
from moim.features.turnout import TurnoutStatistics, series_key

MONTHS = ["Jan", "Feb", "March", "April", "May", "June", "July", "August", "Sept", "October", "Nov", "December"]
CLUBS = [*small().clubs.rows(), {"club_id": "new", "name": "새 모임"}]
ACTIVITIES = [
    held("one", "clay", "Tea 1", days_ago=30),
    held("two", "clay", "Tea 2", days_ago=20),
    held("three", "clay", "Cake", days_ago=10),
    held("four", "run", "Tea 4", days_ago=10),
    activity("tea", "clay", "Tea 5"),
    activity("cake", "clay", "Cake 2"),
    activity("pie", "clay", "Pie"),
    activity("run", "run", "Tea 9"),
    activity("first", "new", "Tea"),
]
CAME = {"one": 4, "two": 2, "three": 9, "four": 1, "tea": 50}


def world_of(came: dict[str, int]) -> World:
    events = [(f"m{n}", name, "join", 40 * DAY) for name, count in came.items() for n in range(count)]
    return World.of(small(events, activities=ACTIVITIES, clubs=CLUBS))


def means(turnout: TurnoutStatistics, at: float, *names: str) -> list[tuple[float, float]]:
    """The mean turnouts of the club and of the series of activities."""
    world = turnout.world
    rows = np.array([world.activity_ids.get(name) for name in names], np.int32)
    club, series = turnout.log_means(world.activities["club"][rows], rows, at)
    assert club.dtype == series.dtype == np.float32
    return list(zip(np.expm1(club).tolist(), np.expm1(series).tolist(), strict=True))


def test_means_are_smoothed_by_two_activities_of_the_next_wider_mean() -> None:
    everyone = (5 + 4 + 2 + 9 + 1) / (1 + 4)  # 4.2
    clay = (4 + 2 + 9 + 2 * everyone) / (3 + 2)  # 4.68
    run = (1 + 2 * everyone) / (1 + 2)
    found = means(TurnoutStatistics(world_of(CAME)), NOW, "tea", "cake", "pie", "run", "first")
    assert found == [
        (pytest.approx(clay), pytest.approx((4 + 2 + 2 * clay) / (2 + 2))),
        (pytest.approx(clay), pytest.approx((9 + 2 * clay) / (1 + 2))),
        (pytest.approx(clay), pytest.approx(clay)),
        (pytest.approx(run), pytest.approx((1 + 2 * run) / (1 + 2))),
        (pytest.approx(everyone), pytest.approx(everyone)),
    ]


def test_five_come_to_everyones_first() -> None:
    assert means(TurnoutStatistics(world_of({})), NOW - 60 * DAY, "tea") == [(near(5.0), near(5.0))]


def test_activities_count_from_their_start_on_each_once() -> None:
    turnout, start = TurnoutStatistics(world_of(CAME)), NOW - 30 * DAY
    assert means(turnout, start - 1, "tea")[0][0] == near(5.0)
    everyone = (5 + 4) / 2
    club = pytest.approx((4 + 2 * everyone) / (1 + 2))
    assert means(turnout, start, "tea")[0][0] == club
    assert means(turnout, start + 1, "tea")[0][0] == club  # not again
    assert means(turnout, start - 10, "tea")[0][0] == club  # statistics do not go back
    everyone = (5 + 4 + 2) / 3
    assert means(turnout, NOW - 20 * DAY, "tea")[0][0] == pytest.approx((4 + 2 + 2 * everyone) / (2 + 2))


def test_turnout_is_that_when_it_was_counted() -> None:
    turnout = TurnoutStatistics(world_of({"one": 4}))
    turnout.advance(NOW - 25 * DAY)
    turnout.world.observe(Event("late", "one", "join", NOW - 24 * DAY))
    assert means(turnout, NOW - 24 * DAY, "tea")[0][0] == pytest.approx((4 + 2 * 4.5) / (1 + 2))


def test_series_are_of_one_club_and_one_title() -> None:
    turnout = TurnoutStatistics(world_of({}))
    rows = np.arange(len(ACTIVITIES), dtype=np.int32)
    #                                      one two three four tea cake pie run first
    assert turnout.series(rows).tolist() == [0, 0, 1, 2, 0, 1, 3, 2, 4]
    assert turnout.series_count == 5


def test_activities_clubs_and_series_that_come_later_are_taken_up() -> None:
    turnout = TurnoutStatistics(world_of({}))
    turnout.advance(NOW)
    turnout.world.put_club({"club_id": "late", "name": "늦은 모임"})
    again = turnout.world.put_activity(activity("again", "clay", "Tea 77"))
    other = turnout.world.put_activity(activity("other", "late", "Tea 78"))
    assert turnout.series(np.array([again, other], np.int32)).tolist() == [0, 5]
    assert turnout.series_count == 6
    # of 5 + 0 over 1 + 4 activities, everyone's mean is 1; "clay" has held three
    assert means(turnout, NOW, "other", "again") == [
        (near(1.0), near(1.0)),
        (near(2 * 1 / (3 + 2)), near(2 * 0.4 / (2 + 2))),
    ]


def test_an_activity_without_a_start_is_never_held() -> None:
    timeless = activity("timeless", "clay", "x", activity_start=math.nan)
    world = World.of(small([("jun", "timeless", "join", DAY)], activities=[timeless]))
    assert means(TurnoutStatistics(world), NOW, "timeless") == [(near(5.0), near(5.0))]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Code Night, March 3rd", "Code Night - April 7th"),
        ("한강 러닝 3회", "한강 러닝 12회차"),
        ("[5월] 독서 모임", "독서 모임 (6월)"),
        ("Tuesday Tango", "tango, Thursday"),
        ("요가 2026년", "요가"),
        ("수요일 요가", "요가 토요일"),
        ("글쓰기 1차시", "글쓰기 2차시"),
        ("Salsa 1st", "Salsa 2nd"),
        ("Night code", "Code night night"),
    ],
)
def test_dates_numbers_and_order_do_not_divide_a_series(one: str, other: str) -> None:
    assert series_key(one) == series_key(other)


@pytest.mark.parametrize("month", MONTHS)
@pytest.mark.parametrize("weekday", ["Monday", "Wednesday", "Saturday"])
def test_months_and_weekdays_are_no_part_of_a_series(month: str, weekday: str) -> None:
    assert series_key(f"Tango {month}, {weekday} 4th") == "tango"


@pytest.mark.parametrize(
    ("one", "other"),
    [("한강 러닝", "한강 산책"), ("Go night", "Rust night"), ("Mayor's tea", "Tea"), ("회화 모임", "모임")],
)
def test_other_titles_are_other_series(one: str, other: str) -> None:
    assert series_key(one) != series_key(other)


def test_a_key_is_made_of_what_is_left_sorted_in_lower_case() -> None:
    assert series_key("Code Night, March 3rd: Zebra!") == "code night zebra"
    assert series_key("3월 4일") == ""
