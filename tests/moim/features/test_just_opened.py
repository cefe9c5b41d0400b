from __future__ import annotations

from tests.moim.features.contract import FeatureContract, near
from tests.moim.worlds import NOW, activity

from moim.features.just_opened import JustOpened


class TestJustOpened(FeatureContract):
    feature = JustOpened

    def test_is_halved_every_hour(self) -> None:
        activities = [
            activity(f"age{hours}", "clay", "x", created_at=NOW - hours * 3600, recruit_start=NOW - hours * 3600)
            for hours in (0, 1, 3, 100)
        ]
        assert self.scores(activities=activities, events=[]) == {
            "age0": 1.0,
            "age1": near(1 / 2),
            "age3": near(1 / 8),
            "age100": near(0.0),
        }
