from __future__ import annotations

import math

from tests.moim.features.contract import EVENTS, FeatureContract, near

from moim.features.turnout_deviation import TurnoutDeviation


class TestTurnoutDeviation(FeatureContract):
    feature = TurnoutDeviation

    def test_is_the_squared_distance_from_the_usual_turnout(self) -> None:
        # Two came to "past", the one activity that was held. Everyone's mean is (5 + 2) / (1 + 1) = 3.5, that of "clay"
        # (2 + 2 * 3.5) / (1 + 2) = 3, and with it that of series without a past; that of "run" is everyone's.
        scores = self.scores()
        assert scores["bowl"] == near(math.log(1 + 3) ** 2)  # nobody goes
        assert scores["cup"] == near((math.log(1 + 1) - math.log(1 + 3)) ** 2)  # one does
        assert scores["morning"] == near(math.log(1 + 3.5) ** 2)

    def test_grows_to_either_side(self) -> None:
        full = [*EVENTS, *((f"m{number}", "cup", "join", 60.0) for number in range(14))]
        assert self.scores(events=full)["cup"] == near((math.log(1 + 15) - math.log(1 + 3)) ** 2)
