from __future__ import annotations

import math

import numpy as np
import pytest
from tests.moim.features.contract import FeatureContract, held, near
from tests.moim.worlds import NOW, activity

from moim.data.times import DAY
from moim.features.hour import KERNEL, Hour

HOUR = 3600.0


def at(hour: float) -> dict[str, object]:
    """An open activity at that hour of the day in Seoul, where NOW is noon."""
    return activity(f"at{hour}", "clay", "x", activity_start=NOW + 7 * DAY + (hour - 12) * HOUR, recruit_end=NOW + DAY)


def scored(held_at: float, *hours: float, kind: str = "join") -> list[float]:
    """The values of activities at these hours for one who went once at another."""
    before = held("before", "clay", days_ago=7 - (held_at - 12) / 24)
    activities = [before, *map(at, hours)]
    scores = TestHour().scores("jun", activities=activities, events=[("jun", "before", kind, DAY)])
    return [scores[f"at{hour}"] for hour in hours]


def log_ratio(near_hour: float, visits: float = 1.0) -> object:
    """A sixth of a visit is assumed at each of 24 hours, four in all."""
    return near(math.log((near_hour + 1 / 6) / (visits + 4) * 24))


class TestHour(FeatureContract):
    feature = Hour

    def test_compares_the_hour_with_an_even_day_two_hours_to_either_side(self) -> None:
        assert scored(12, 12, 13, 11, 14, 10, 15, 9) == [
            log_ratio(1.0 / 2.6),
            log_ratio(0.6 / 2.6),
            log_ratio(0.6 / 2.6),
            log_ratio(0.2 / 2.6),
            log_ratio(0.2 / 2.6),
            log_ratio(0.0),
            log_ratio(0.0),
        ]

    def test_goes_around_midnight(self) -> None:
        assert scored(23, 0, 1, 2) == [log_ratio(0.6 / 2.6), log_ratio(0.2 / 2.6), log_ratio(0.0)]

    def test_having_looked_is_a_part_of_a_visit(self) -> None:
        assert scored(12, 12, 20, kind="view") == [log_ratio(0.15 / 2.6, 0.15), log_ratio(0.0, 0.15)]

    def test_having_attended_is_one_visit(self) -> None:
        activities = [held("before", "clay", days_ago=7), at(12)]
        events = [("jun", "before", "join", 8 * DAY), ("jun", "before", "attend", 7 * DAY)]
        assert self.scores("jun", activities=activities, events=events) == {"at12": log_ratio(1.0 / 2.6)}

    def test_is_0_without_a_history(self) -> None:
        assert set(self.scores("nobody").values()) == {0.0}


def test_every_visit_counts_one_in_all() -> None:
    assert KERNEL.sum(axis=0) == pytest.approx(np.ones(24))
    assert KERNEL.sum(axis=1) == pytest.approx(np.ones(24))
