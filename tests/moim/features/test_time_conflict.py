from __future__ import annotations

import math

import pytest
from tests.moim.features.contract import FeatureContract
from tests.moim.worlds import NOW, activity

from moim.data.times import DAY
from moim.features.time_conflict import TimeConflict

MINUTE = 60.0
NOON = NOW + 5 * DAY
JOINED = [("jun", "joined", "join", DAY)]


def conflicts(start: float, end: float, joined: tuple[float, float] = (NOON, NOON + 7200)) -> bool:
    """Whether an activity from ``start`` to ``end`` conflicts with one that jun has joined."""
    activities = [
        activity("joined", "clay", "x", activity_start=joined[0], activity_end=joined[1]),
        activity("other", "run", "y", activity_start=start, activity_end=end),
    ]
    value = TestTimeConflict().scores("jun", activities=activities, events=JOINED)["other"]
    assert value in (0.0, 1.0)
    return value == 1.0


class TestTimeConflict(FeatureContract):
    feature = TimeConflict

    def test_is_1_at_the_time_of_something_joined(self) -> None:
        assert set(self.scores("jun").values()) == {1.0}  # jun goes to "cup" at the same hour as all others
        assert set(self.scores().values()) == {0.0}  # what minji joined is over


@pytest.mark.parametrize(
    ("start", "end", "conflict"),
    [
        (-120, -1, False),
        (-120, 0, False),  # one ends when the other begins
        (-120, 1, True),
        (30, 60, True),
        (-60, 300, True),
        (119, 180, True),
        (120, 180, False),
        (-59, math.nan, True),  # an hour long if the end is not known
        (-60, math.nan, False),
        (-59, -50, True),  # and an hour long at least
    ],
)
def test_overlaps_are_conflicts_from_noon_to_two(start: float, end: float, conflict: bool) -> None:
    assert conflicts(NOON + start * MINUTE, NOON + end * MINUTE) == conflict


@pytest.mark.parametrize(("start", "conflict"), [(59, True), (60, False)])
@pytest.mark.parametrize("length", [math.nan, 10.0])
def test_what_was_joined_is_an_hour_long_at_least(start: float, conflict: bool, length: float) -> None:
    joined = NOON, NOON + length * MINUTE
    assert conflicts(NOON + start * MINUTE, NOON + 240 * MINUTE, joined) == conflict


def test_what_is_over_conflicts_with_nothing() -> None:
    exhibition = NOW - DAY, NOW + 30 * DAY
    assert conflicts(*exhibition, (NOW - 7200, NOW + MINUTE))
    assert not conflicts(*exhibition, (NOW - 7200, NOW))
