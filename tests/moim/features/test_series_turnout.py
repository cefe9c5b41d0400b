from __future__ import annotations

import math

from tests.moim.features.contract import PAST, FeatureContract, near
from tests.moim.worlds import activity, small

from moim.features.series_turnout import SeriesTurnout


class TestSeriesTurnout(FeatureContract):
    feature = SeriesTurnout

    def test_is_the_mean_of_the_series_smoothed_to_the_clubs(self) -> None:
        again = activity("again", "clay", "도자기 물레 체험 2회")
        elsewhere = activity("elsewhere", "run", "도자기 물레 체험 3회")
        scores = self.scores(activities=[PAST, *small().activities.rows(), again, elsewhere])
        # two came to "past", the one that was held: everyone 3.5, "clay" 3 (see test_turnout)
        assert scores["again"] == near(math.log(1 + (2 + 2 * 3) / (1 + 2)))
        assert scores["bowl"] == near(math.log(1 + 3))  # a series without a past is as the club
        assert scores["elsewhere"] == near(math.log(1 + 3.5))  # another club's series is another one
