from __future__ import annotations

import math

from tests.moim.features.contract import FeatureContract, held, near
from tests.moim.worlds import NOW, activity

from moim.data.times import DAY
from moim.features.actions_since_created import ActionsSinceCreated

HOUR = 3600.0
WORLD = {
    "activities": [
        *(held(name, "clay") for name in "xyz"),
        *(
            activity(f"age{hours}", "clay", "x", created_at=NOW - hours * HOUR, recruit_start=NOW - hours * HOUR)
            for hours in (100, 0.5, 30, 24)
        ),
    ],
    "events": [("jun", "x", "view", HOUR), ("jun", "y", "join", DAY), ("jun", "z", "decline", 3 * DAY)],
}


class TestActionsSinceCreated(FeatureContract):
    feature = ActionsSinceCreated

    def test_counts_what_was_done_since_it_was_created(self) -> None:
        assert self.scores("jun", **WORLD) == {
            "age0.5": 0.0,
            "age24": near(math.log(1 + 1)),  # what was joined a day ago was not joined after that
            "age30": near(math.log(1 + 2)),
            "age100": near(math.log(1 + 3)),
        }

    def test_is_0_for_one_who_did_nothing(self) -> None:
        assert set(self.scores("nobody", **WORLD).values()) == {0.0}
