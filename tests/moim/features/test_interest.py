from __future__ import annotations

from tests.moim.features.contract import FeatureContract
from tests.moim.worlds import activity, small

from moim.explain.reason import Reason
from moim.features.interest import Interest
from moim.members import Profile


class TestInterest(FeatureContract):
    feature = Interest

    def test_is_1_in_the_chosen_category(self) -> None:
        assert self.scores() == {"bowl": 1.0, "cup": 1.0, "night": 0.0, "morning": 0.0}
        both = Profile("x", interests=("취미", "운동·액티비티"))
        assert set(self.scores("x", both).values()) == {1.0}

    def test_is_0_where_nothing_was_chosen(self) -> None:
        assert set(self.scores("jun").values()) == {0.0}

    def test_is_0_for_an_activity_without_a_category(self) -> None:
        clubs = [*small().clubs.rows(), {"club_id": "odd", "name": "아무거나"}]
        both = Profile("x", interests=("취미", "운동·액티비티"))
        odd = {"clubs": clubs, "activities": [activity("odd", "odd", "x"), activity("bowl", "clay", "y")], "events": []}
        assert self.scores("x", both, **odd) == {"odd": 0.0, "bowl": 1.0}
        assert self.reasons("x", both, **odd) == {"bowl": Reason("interest", {"category": "취미"})}

    def test_names_the_category_as_the_reason(self) -> None:
        hobby = Reason("interest", {"category": "취미"})
        assert self.reasons() == {"bowl": hobby, "cup": hobby}
