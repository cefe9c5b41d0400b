from __future__ import annotations

import math

from tests.moim.features.contract import PAST, FeatureContract, held, near
from tests.moim.worlds import activity, small

from moim.data.times import DAY
from moim.explain.reason import Reason
from moim.features.series_habit import SeriesHabit

AGAIN = activity("again", "clay", "도자기 물레 체험 3회")
WORLD = {"activities": [PAST, held("second", "clay", "도자기 물레 체험 2회"), *small().activities.rows(), AGAIN]}
TWICE = [("minji", "past", "join", 20 * DAY), ("minji", "second", "join", 9 * DAY), ("minji", "night", "view", DAY)]


class TestSeriesHabit(FeatureContract):
    feature = SeriesHabit

    def test_counts_joins_of_the_series(self) -> None:
        assert self.scores(events=TWICE, **WORLD) == {
            "bowl": 0.0,
            "cup": 0.0,
            "night": 0.0,
            "morning": 0.0,
            "again": near(math.log(1 + 2)),
        }
        assert self.scores(events=TWICE[1:], **WORLD)["again"] == near(math.log(1 + 1))
        assert set(self.scores("nobody", events=TWICE, **WORLD).values()) == {0.0}

    def test_is_its_own_reason(self) -> None:
        assert self.reasons(events=TWICE, **WORLD) == {"again": Reason("series")}
        assert self.reasons(events=TWICE[1:], **WORLD) == {"again": Reason("series")}
