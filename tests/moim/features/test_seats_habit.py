from __future__ import annotations

import math

from tests.moim.features.contract import FeatureContract, held, near
from tests.moim.worlds import activity

from moim.data.times import DAY
from moim.explain.reason import Reason
from moim.features.seats_habit import SeatsHabit

OPEN = [activity(f"of{seats}", "clay", "x", capacity=seats) for seats in (2, 6, 13, 14, 64)]
WORLD = {"activities": [*(held(f"tea{n}", "clay", capacity=6) for n in range(4)), *OPEN, activity("free", "clay", "y")]}


def joined(count: int) -> list[tuple[str, str, str, float]]:
    return [("jun", f"tea{number}", "join", DAY) for number in range(count)]


class TestSeatsHabit(FeatureContract):
    feature = SeatsHabit

    def test_multiplies_the_size_by_the_usual_one(self) -> None:
        # one join of 6 seats and one look at 64 (.15), and two of 16 assumed
        usual = (math.log(6 / 16) + 0.15 * math.log(64 / 16)) / (1.15 + 2)
        scores = self.scores("jun", events=[*joined(1), ("jun", "of64", "view", DAY)], **WORLD)
        assert scores["of2"] == near(math.log(2 / 16) * usual)
        assert scores["of64"] == near(math.log(64 / 16) * usual)
        assert scores["free"] == 0.0
        looked = self.scores("jun", events=[("jun", "tea0", "view", DAY)], **WORLD)
        assert looked["of2"] == near(math.log(2 / 16) * 0.15 * math.log(6 / 16) / (0.15 + 2))

    def test_is_0_without_a_history(self) -> None:
        assert set(self.scores("nobody").values()) == {0.0}

    def test_is_a_reason_after_three_joins_within_half_as_many_again(self) -> None:
        # log(6 / 16) three times and 0 twice are the usual size 16 (6 / 16)^.6 = 8.88, within 5.92 and 13.32
        reasons = self.reasons("jun", events=joined(3), **WORLD)
        assert reasons == {"of6": Reason("usual_size", {"seats": 6}), "of13": Reason("usual_size", {"seats": 13})}
        # with likes, the usual size is the same, (2 + 2 x .5) of (3 + 2), but two joins are too few
        liked = [("jun", "tea2", "like", DAY), ("jun", "tea3", "like", DAY)]
        assert self.reasons("jun", events=[*joined(2), *liked], **WORLD) == {}

    def test_unlimited_seats_are_no_usual_size(self) -> None:
        # also for one who goes to those of sixteen
        usual = [held(f"tea{n}", "clay", capacity=16) for n in range(3)]
        world = {"activities": [*usual, activity("of16", "clay", "x", capacity=16), activity("free", "clay", "y")]}
        assert self.reasons("jun", events=joined(3), **world) == {"of16": Reason("usual_size", {"seats": 16})}
