from __future__ import annotations

import math

from tests.moim.features.contract import EVENTS, FeatureContract, near

from moim.data.times import DAY
from moim.explain.reason import Reason
from moim.features.club_affinity import ClubAffinity


class TestClubAffinity(FeatureContract):
    feature = ClubAffinity

    def test_fades_by_half_in_180_days(self) -> None:
        # minji joined "past" of "clay" nine days ago (1) and looked at "morning" of "run" a minute ago (.15)
        scores = self.scores()
        assert scores["cup"] == scores["bowl"] == near(math.log1p(2 ** (-9 / 180)))
        assert scores["night"] == scores["morning"] == near(math.log1p(0.15))

    def test_adds_up_what_was_done_at_one_club(self) -> None:
        scores = self.scores(events=[("minji", "past", "join", 180 * DAY), ("minji", "cup", "like", 0.0)])
        assert scores["bowl"] == near(math.log1p(1 / 2 + 0.5))
        assert scores["night"] == 0.0

    def test_counts_what_was_only_looked_at_and_nothing_else(self) -> None:
        scores = self.scores("jun", events=[("jun", "cup", "view", 0.0)])
        assert scores["bowl"] == near(math.log1p(0.15))
        assert scores["night"] == 0.0
        assert set(self.scores("nobody").values()) == {0.0}

    def test_names_a_club_the_member_has_joined_as_the_reason(self) -> None:
        clay = Reason("club_joined_before", {"club": "흙과 손"})
        assert self.reasons() == {"bowl": clay, "cup": clay}
        assert self.reasons(events=[one for one in EVENTS if one[2] == "view"]) == {}
