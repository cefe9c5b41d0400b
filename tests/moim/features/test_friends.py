from __future__ import annotations

import math

from tests.moim.features.contract import EVENTS, FeatureContract, near

from moim.explain.reason import Reason
from moim.features.friends import Friends
from moim.members import Profile

FRIENDS = Profile("minji", friends=frozenset({"sora", "jun"}))
TOGETHER = [*EVENTS, ("sora", "cup", "join", 60.0)]


class TestFriends(FeatureContract):
    feature = Friends

    def test_counts_friends_who_go(self) -> None:
        assert self.scores("minji", FRIENDS, events=TOGETHER) == {
            "bowl": 0.0,
            "cup": near(math.log(1 + 2)),
            "night": near(math.log(1 + 1)),
            "morning": 0.0,
        }

    def test_is_0_without_friends(self) -> None:
        assert set(self.scores().values()) == {0.0}

    def test_says_how_many_of_them_go(self) -> None:
        assert self.reasons("minji", FRIENDS, events=TOGETHER) == {
            "cup": Reason("friends_count", {"count": 2}),
            "night": Reason("friends_count", {"count": 1}),
        }
