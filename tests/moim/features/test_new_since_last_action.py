from __future__ import annotations

from tests.moim.features.contract import FeatureContract, held
from tests.moim.worlds import NOW, activity

from moim.explain.reason import Reason
from moim.features.new_since_last_action import NewSinceLastAction

HOUR = 3600.0
WORLD = {
    "activities": [
        *(held(name, "clay") for name in "xyz"),
        *(
            activity(f"age{hours}", "clay", "x", created_at=NOW - hours * HOUR, recruit_start=NOW - hours * HOUR)
            for hours in (100, 0.5, 24, 30)
        ),
    ],
    "events": [
        ("jun", "x", "join", 24 * HOUR),
        ("jun", "y", "join", 50 * HOUR),
        ("sora", "z", "decline", 24 * HOUR),
        ("x", "z", "view", 24 * HOUR),
    ],
}
NEW = {"age100": 0.0, "age0.5": 1.0, "age24": 1.0, "age30": 0.0}


class TestNewSinceLastAction(FeatureContract):
    feature = NewSinceLastAction

    def test_is_1_for_what_came_after_the_last_action(self) -> None:
        assert self.scores("jun", **WORLD) == NEW
        assert self.scores("sora", **WORLD) == NEW  # declining is an action
        assert self.scores("x", **WORLD) == NEW  # and so is opening

    def test_is_0_for_one_who_never_did_anything(self) -> None:
        assert set(self.scores("nobody", **WORLD).values()) == {0.0}

    def test_is_its_own_reason(self) -> None:
        assert self.reasons("jun", **WORLD) == {"age0.5": Reason("unseen"), "age24": Reason("unseen")}
