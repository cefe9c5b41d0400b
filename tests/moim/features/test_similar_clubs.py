from __future__ import annotations

import math

import numpy as np
from tests.moim.features.contract import EVENTS, FeatureContract, near, prepared
from tests.moim.worlds import NOW, activity, small

from moim.data.times import DAY
from moim.explain.reason import Reason
from moim.features import Candidates, Member
from moim.features.similar_clubs import SimilarClubs
from moim.members import MemberState, Profile

CLUB_MEMBERS = [
    {"club_id": "clay", "member_id": "minji"},
    {"club_id": "clay", "member_id": "sora"},
    {"club_id": "run", "member_id": "sora"},
]
JOINED = [("minji", "past", "join", 180 * DAY)]
# At "clay", minji has shown 1 + log(1 + 1), sora 1; at "run", sora 1. So <clay, run> = 1 and |run| = 1.
SIMILARITY = 1 / (math.hypot(1 + math.log(2), 1) * 1 + 3)


class TestSimilarClubs(FeatureContract):
    feature = SimilarClubs

    def test_is_evidence_times_similarity(self) -> None:
        # minji is in "clay" (1) and joined an activity of it 180 days ago (1/2); she has nothing to do with "run"
        scores = self.scores(events=JOINED, club_members=CLUB_MEMBERS)
        assert scores["night"] == scores["morning"] == near(math.log1p(SIMILARITY * (1 + 1 / 2)))

    def test_leaves_out_what_was_done_with_the_club_itself(self) -> None:
        assert self.scores(events=JOINED, club_members=CLUB_MEMBERS)["cup"] == 0.0

    def test_names_the_members_club_as_the_reason_at_another(self) -> None:
        clay = Reason("similar_club", {"club": "흙과 손"})
        assert self.reasons(events=JOINED, club_members=CLUB_MEMBERS) == {"night": clay, "morning": clay}
        assert self.reasons(events=EVENTS) == {}  # nobody is in two clubs

    def test_names_the_most_similar_of_the_members_clubs(self) -> None:
        # run and sea have two members in common, run and clay one
        clubs = [*small().clubs.rows(), {"club_id": "sea", "name": "바다", "category": "", "region": ""}]
        members = [("clay", "jun"), ("run", "jun"), ("run", "sora"), ("sea", "jun"), ("sea", "sora"), ("run", "minji")]
        rows = [{"club_id": club, "member_id": member} for club, member in members]
        for mine in (frozenset({"clay", "sea"}), frozenset({"sea", "clay", "run"})):
            reasons = self.reasons("who", Profile("who", clubs=mine), events=[], clubs=clubs, club_members=rows)
            assert reasons["night"] == Reason("similar_club", {"club": "바다"})

    def test_a_club_founded_after_fitting_has_no_similarities_yet(self) -> None:
        context, _ = prepared([], club_members=CLUB_MEMBERS)
        feature, world = SimilarClubs(), context.world
        feature.fit(context, NOW)
        world.put_club({"club_id": "new", "name": "새 모임"})
        world.put_activity(activity("first", "new", "첫 모임"))
        rows = np.array([world.activity_ids.get(one) for one in ("night", "first")], np.int32)
        candidates = Candidates(context, rows, NOW)
        member = Member.of(world, Profile("x", clubs=frozenset({"clay", "new"})), MemberState(), NOW)
        # without joins, all have shown 1 where they are: <clay, run> = 1, |clay| = sqrt 2, |run| = 1
        similarity = 1 / (math.sqrt(2) + 3)
        assert feature.score(member, candidates).tolist() == [near(math.log1p(similarity)), 0.0]
        assert feature.reason(member, candidates, 0, 0.2) == Reason("similar_club", {"club": "흙과 손"})
        assert feature.reason(member, candidates, 1, 0.0) is None
