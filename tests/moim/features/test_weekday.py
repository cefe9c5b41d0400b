from __future__ import annotations

import math

from tests.moim.features.contract import FeatureContract, held, near
from tests.moim.worlds import NOW, activity

from moim.data.times import DAY
from moim.explain.reason import Reason
from moim.features.weekday import Weekday

# NOW is a Monday noon in Seoul.
MONDAYS = [held(f"monday{number}", "clay", days_ago=7 * (number + 1)) for number in range(3)]
OPEN = [
    activity("monday", "clay", "a", activity_start=NOW + 7 * DAY, recruit_end=NOW + DAY),
    activity("sunday", "clay", "b", activity_start=NOW + 7 * DAY - 12.5 * 3600, recruit_end=NOW + DAY),  # 23:30
    activity("tuesday", "clay", "c", activity_start=NOW + 8 * DAY - 12 * 3600, recruit_end=NOW + DAY),  # 0:00
]
WORLD = {"activities": [*MONDAYS, *OPEN]}


def on_mondays(count: int, kind: str = "join") -> list[tuple[str, str, str, float]]:
    return [("jun", f"monday{number}", kind, 7.0 * DAY) for number in range(count)]


class TestWeekday(FeatureContract):
    feature = Weekday

    def test_compares_the_weekday_with_an_even_week(self) -> None:
        # two visits on Mondays, and one assumed on each day
        assert self.scores("jun", events=on_mondays(2), **WORLD) == {
            "monday": near(math.log((2 + 1) / (2 + 7) * 7)),
            "sunday": near(math.log((0 + 1) / (2 + 7) * 7)),
            "tuesday": near(math.log((0 + 1) / (2 + 7) * 7)),
        }

    def test_having_attended_is_one_visit_and_having_looked_a_part_of_one(self) -> None:
        attended = [*on_mondays(1), *on_mondays(1, "attend")]
        assert self.scores("jun", events=attended, **WORLD)["monday"] == near(math.log((1 + 1) / (1 + 7) * 7))
        assert self.scores("jun", events=on_mondays(1, "view"), **WORLD)["monday"] == near(math.log(1.15 / 7.15 * 7))

    def test_is_0_without_a_history(self) -> None:
        assert set(self.scores("nobody").values()) == {0.0}

    def test_is_a_reason_after_three_joins_twice_as_often_as_evenly(self) -> None:
        # (3 + 1) / (3 + 7) * 7 = 2.8
        assert self.reasons("jun", events=on_mondays(3), **WORLD) == {
            "monday": Reason("habit", {"weekday": 0, "hour": 12})
        }
        # (2.15 + 1) / (2.15 + 7) * 7 = 2.4, but two joins
        looked = ("jun", "monday2", "view", 7.0 * DAY)
        assert self.reasons("jun", events=[*on_mondays(2), looked], **WORLD) == {}

    def test_is_no_reason_below_twice_as_often(self) -> None:
        # with four on Sundays: Mondays (3 + 1) / (7 + 7) * 7 = 2, with five 1.87
        sundays = [held(f"sunday{number}", "clay", days_ago=7 * number + 1) for number in range(1, 6)]
        world = {"activities": [*WORLD["activities"], *sundays]}
        for count, shown in ((4, True), (5, False)):
            joined = [("jun", f"sunday{number}", "join", 7.0 * DAY) for number in range(1, count + 1)]
            reasons = self.reasons("jun", events=[*on_mondays(3), *joined], **world)
            assert ("monday" in reasons) == shown
