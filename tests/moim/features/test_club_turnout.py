from __future__ import annotations

import math

from tests.moim.features.contract import FeatureContract, held, near
from tests.moim.worlds import activity, small

from moim.data.times import DAY
from moim.explain.reason import Reason
from moim.features.club_turnout import ClubTurnout


class TestClubTurnout(FeatureContract):
    feature = ClubTurnout

    def test_is_the_clubs_mean_smoothed_to_everyones(self) -> None:
        # one activity was held and two came; one with five is assumed for everyone: (5 + 2) / (1 + 1) = 3.5
        scores = self.scores()
        assert scores["bowl"] == near(math.log(1 + (2 + 2 * 3.5) / (1 + 2)))
        assert scores["night"] == near(math.log(1 + 3.5))

    def test_names_a_club_of_the_better_half_with_three_activities(self) -> None:
        clubs = [*small().clubs.rows(), {"club_id": "sea", "name": "바다"}, {"club_id": "new", "name": "새 모임"}]
        activities = [
            *(held(f"run{number}", "run") for number in range(2)),
            *(held(f"clay{number}", "clay") for number in range(2)),
            *(held(f"sea{number}", "sea") for number in range(2)),
            held("new0", "new"),
            *(activity(club, club, "x") for club in ("run", "clay", "sea", "new")),
        ]
        came = {"run0": 9, "clay0": 6, "sea0": 3, "new0": 99}
        events = [(f"m{n}", name, "join", 30 * DAY) for name, count in came.items() for n in range(count)]
        # in order: new (held one and plans one), run, clay, sea; the median lies between run and clay
        assert self.reasons(clubs=clubs, activities=activities, events=events) == {
            "run": Reason("organiser", {"club": "한강 러닝크루"})
        }
        # of three, the one in the middle is the median itself
        assert self.reasons(clubs=clubs, activities=activities, events=events, among=["new", "clay", "sea"]) == {
            "clay": Reason("organiser", {"club": "흙과 손"})
        }
        # also where the activity is of a series that is better attended than the club's others
        activities[2] = held("clay0", "clay", "x")
        assert self.reasons(clubs=clubs, activities=activities, events=events, among=["new", "clay", "sea"]) == {
            "clay": Reason("organiser", {"club": "흙과 손"})
        }
