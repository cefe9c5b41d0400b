from __future__ import annotations

import math

from tests.moim.features.contract import PAST, FeatureContract, held, near
from tests.moim.worlds import activity, small

from moim.data.times import DAY
from moim.explain.reason import Reason
from moim.features.topic import Topic


class TestTopic(FeatureContract):
    feature = Topic

    def test_compares_the_members_share_with_everyones(self) -> None:
        # Joins by category: two of "past" and one of "cup" are 취미, one of "night" is 운동; each category counts one
        # more: 4 and 2 of 6. minji joined "past" nine days ago and looked at "morning" now; two joins are assumed.
        hobby, sport = 2 ** (-9 / 365), 0.15
        scores = self.scores()
        assert scores["bowl"] == scores["cup"] == near(math.log((hobby / (4 / 6) + 2) / (hobby + sport + 2)))
        assert scores["night"] == scores["morning"] == near(math.log((sport / (2 / 6) + 2) / (hobby + sport + 2)))

    def test_fades_by_half_in_a_year(self) -> None:
        # 취미 has one join and one more, 운동 one more: 2 and 1 of 3
        scores = self.scores(events=[("jun", "past", "join", 365 * DAY)], member_id="jun")
        assert scores["bowl"] == near(math.log((0.5 / (2 / 3) + 2) / (0.5 + 2)))
        assert scores["night"] == near(math.log(2 / (0.5 + 2)))

    def test_is_0_without_a_history_or_a_category(self) -> None:
        assert set(self.scores("nobody").values()) == {0.0}
        clubs = [*small().clubs.rows(), {"club_id": "odd", "name": "아무거나"}]
        activities = [PAST, held("before", "odd"), activity("odd", "odd", "x"), activity("bowl", "clay", "y")]
        events = [("jun", "before", "join", DAY), ("jun", "past", "join", DAY)]
        answers = self.answers("jun", events=events, clubs=clubs, activities=activities)
        assert answers["odd"] == (0.0, None)
        only = self.answers("jun", events=events[:1], clubs=clubs, activities=activities)
        assert only["odd"] == (0.0, None)
        # one join and one more in 취미, the same without a category: half of all joins each (운동 has no activities)
        evidence = 2 ** (-1 / 365)
        assert answers["bowl"][0] == near(math.log((evidence / 0.5 + 2) / (2 * evidence + 2)))

    def test_names_a_category_the_member_came_back_to(self) -> None:
        assert self.reasons() == {}  # one activity of each
        twice = [("minji", "past", "join", DAY), ("minji", "cup", "view", DAY), ("minji", "night", "view", DAY)]
        hobby = Reason("topic", {"category": "취미"})
        assert self.reasons(events=twice) == {"bowl": hobby, "cup": hobby}
        clubs = [*small().clubs.rows(), {"club_id": "odd", "name": "아무거나"}]
        activities = [held("one", "odd"), held("two", "odd"), activity("odd", "odd", "x")]
        events = [("minji", "one", "join", DAY), ("minji", "two", "join", DAY)]
        assert self.reasons(events=events, clubs=clubs, activities=activities) == {}
