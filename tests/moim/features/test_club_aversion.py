from __future__ import annotations

import math

from tests.moim.features.contract import FeatureContract, near

from moim.data.times import DAY
from moim.features.club_aversion import ClubAversion

DECLINED = [
    ("minji", "past", "decline", 180 * DAY),
    ("minji", "cup", "decline", 0.0),
    ("minji", "night", "join", 0.0),
]


class TestClubAversion(FeatureContract):
    feature = ClubAversion

    def test_counts_what_was_declined_and_fades_by_half_in_180_days(self) -> None:
        scores = self.scores(events=DECLINED)
        assert scores["bowl"] == scores["cup"] == near(math.log1p(1 / 2 + 1))
        assert scores["night"] == scores["morning"] == 0.0

    def test_speaks_against_the_club(self) -> None:
        scores = self.scores(events=DECLINED)
        assert ClubAversion.prior * scores["bowl"] < ClubAversion.prior * scores["morning"]

    def test_is_0_where_nothing_was_declined(self) -> None:
        assert set(self.scores().values()) == {0.0}

    def test_a_decline_that_was_taken_back_does_not_count(self) -> None:
        assert set(self.scores(events=[*DECLINED[:1], ("minji", "past", "join", 179 * DAY)]).values()) == {0.0}
