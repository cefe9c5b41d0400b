from __future__ import annotations

from tests.moim.features.contract import EVENTS, FeatureContract, near

from moim.data.times import DAY
from moim.features.share_met import ShareMet


class TestShareMet(FeatureContract):
    feature = ShareMet

    def test_is_the_share_of_those_met(self) -> None:
        # minji has met all who go to "cup", which is jun: 1 / (1 + 1); sora, who goes to "night", she has not met
        assert self.scores() == {"bowl": 0.0, "cup": 0.5, "night": 0.0, "morning": 0.0}

    def test_counts_people_whatever_the_number_of_meetings(self) -> None:
        more = [("sora", "past", "join", 8 * DAY), ("sora", "cup", "join", 60.0), ("x", "cup", "join", 60.0)]
        assert self.scores(events=[*EVENTS, *more])["cup"] == near(2 / (1 + 3))  # jun and sora, but not x

    def test_is_0_for_one_who_met_nobody(self) -> None:
        assert set(self.scores("sora").values()) == {0.0}
