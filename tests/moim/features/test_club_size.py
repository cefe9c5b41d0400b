from __future__ import annotations

import math

from tests.moim.features.contract import FeatureContract, near

from moim.features.club_size import ClubSize


class TestClubSize(FeatureContract):
    feature = ClubSize

    def test_counts_members(self) -> None:
        members = [("clay", "minji"), ("clay", "jun"), ("run", "sora")]
        scores = self.scores(club_members=[{"club_id": club, "member_id": member} for club, member in members])
        assert scores["cup"] == near(math.log(1 + 2))
        assert scores["night"] == near(math.log(1 + 1))

    def test_is_0_for_a_club_without_members(self) -> None:
        assert self.scores()["night"] == 0.0
