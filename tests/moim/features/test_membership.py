from __future__ import annotations

from tests.moim.features.contract import FeatureContract

from moim.explain.reason import Reason
from moim.features.membership import Membership
from moim.members import Profile


class TestMembership(FeatureContract):
    feature = Membership

    def test_is_1_in_the_members_clubs(self) -> None:
        assert self.scores() == {"bowl": 1.0, "cup": 1.0, "night": 0.0, "morning": 0.0}
        everywhere = Profile("minji", clubs=frozenset({"clay", "run"}))
        assert set(self.scores("minji", everywhere).values()) == {1.0}

    def test_is_0_for_a_member_of_no_club(self) -> None:
        assert set(self.scores("jun").values()) == {0.0}

    def test_names_the_members_club_as_the_reason(self) -> None:
        clay = Reason("member_of_club", {"club": "흙과 손"})
        assert self.reasons() == {"bowl": clay, "cup": clay}
