from __future__ import annotations

from tests.moim.features.contract import FeatureContract
from tests.moim.worlds import small

from moim.explain.reason import Reason
from moim.features.same_region import SameRegion
from moim.members import Profile

CLUBS = [
    {"club_id": "clay", "name": "흙과 손", "category": "취미", "region": "부산"},
    {"club_id": "run", "name": "한강 러닝크루", "category": "운동", "region": "서울"},
    {"club_id": "odd", "name": "아무데나", "category": "운동", "region": ""},
]
ACTIVITIES = [
    *small().activities.rows(),
    {**next(iter(small().activities.rows())), "activity_id": "odd", "club_id": "odd"},
]
WORLD = {"clubs": CLUBS, "activities": ACTIVITIES, "events": []}


class TestSameRegion(FeatureContract):
    feature = SameRegion

    def test_is_1_in_the_members_region(self) -> None:
        scores = self.scores("x", Profile("x", region="부산"), **WORLD)
        assert scores == {"bowl": 1.0, "cup": 1.0, "night": 0.0, "morning": 0.0, "odd": 0.0}
        assert self.scores("x", Profile("x", region="서울"), **WORLD)["night"] == 1.0

    def test_is_0_for_a_member_without_a_region_also_at_clubs_without_one(self) -> None:
        assert set(self.scores("x", Profile("x"), **WORLD).values()) == {0.0}
        assert self.reasons("x", Profile("x"), **WORLD) == {}

    def test_names_the_region_as_the_reason(self) -> None:
        busan = Reason("same_region", {"region": "부산"})
        assert self.reasons("x", Profile("x", region="부산"), **WORLD) == {"bowl": busan, "cup": busan}
        seoul = Reason("same_region", {"region": "서울"})
        assert self.reasons("x", Profile("x", region="서울"), **WORLD) == {"night": seoul, "morning": seoul}
