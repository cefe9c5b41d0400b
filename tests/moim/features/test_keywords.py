from __future__ import annotations

import math

import numpy as np
from tests.moim.features.contract import FeatureContract, near, prepared
from tests.moim.worlds import NOW, activity

from moim.explain.reason import Reason
from moim.features import Candidates, Member
from moim.features.keywords import Keywords
from moim.members import MemberState, Profile

WORDS = {"past": "clay", "bowl": "clay", "cup": "clay tea", "night": "run", "morning": "run"}
CLAY, TEA, RUN = math.log(6 / (1 + 3)) + 1, math.log(6 / (1 + 1)) + 1, math.log(6 / (1 + 2)) + 1
"""Inverse document frequencies: of five texts, three hold "clay", one "tea", two "run"."""


class TestKeywords(FeatureContract):
    feature = Keywords

    def test_is_the_cosine_with_the_keywords(self) -> None:
        assert self.scores("x", Profile("x", keywords=("clay", "tea")), words=WORDS) == {
            "bowl": near(CLAY / math.hypot(CLAY, TEA)),
            "cup": near(1.0),
            "night": 0.0,
            "morning": 0.0,
        }

    def test_weighs_keywords_by_how_rare_they_are(self) -> None:
        scores = self.scores("x", Profile("x", keywords=("clay", "run")), words=WORDS)
        assert scores["bowl"] == near(CLAY / math.hypot(CLAY, RUN))
        assert scores["night"] == near(RUN / math.hypot(CLAY, RUN))

    def test_is_0_without_keywords_or_with_words_nobody_uses(self) -> None:
        assert set(self.scores("jun").values()) == {0.0}
        assert set(self.scores("x", Profile("x", keywords=("xylophone",)), words=WORDS).values()) == {0.0}

    def test_the_vocabulary_may_have_grown_since_the_candidates_were_gathered(self) -> None:
        context, _ = prepared([], words=WORDS)
        world, feature = context.world, Keywords()
        feature.fit(context, NOW)
        candidates = Candidates(context, world.open_at(NOW), NOW)
        assert candidates.by_word.shape[1] == 3
        row = world.put_activity(activity("new", "clay", "new"))
        context.texts.words[row] = ["piano"]
        context.texts.advance(NOW)
        member = Member.of(world, Profile("x", keywords=("clay", "piano")), MemberState(), NOW)
        # six texts by now: "clay" is in three of them, "piano" in one; the vectors are as they were gathered
        clay, piano = math.log(7 / (1 + 3)) + 1, math.log(7 / (1 + 1)) + 1
        values = dict(zip(candidates.rows.tolist(), feature.score(member, candidates).tolist(), strict=True))
        assert values[world.activity_ids.get("bowl")] == near(clay / math.hypot(clay, piano))

    def test_names_the_first_keyword_that_the_text_holds(self) -> None:
        who = Profile("x", keywords=("", "없는 말", "야간", "한강", "도자기"))
        assert self.reasons("x", who) == {
            "bowl": Reason("keyword", {"word": "도자기"}),
            "cup": Reason("keyword", {"word": "도자기"}),
            "night": Reason("keyword", {"word": "야간"}),
        }

    def test_a_keyword_does_not_run_from_one_field_into_the_next(self) -> None:
        activities = [activity("one", "clay", "찻", place="집 마당", tags="마루")]
        for word, shown in (("찻집", False), ("마당", True), ("마루", True)):
            reasons = self.reasons("x", Profile("x", keywords=(word,)), activities=activities, events=[])
            assert ("one" in reasons) == shown


def test_values_are_added_up_for_each_candidate() -> None:
    context, _ = prepared([], words=WORDS)
    feature = Keywords()
    feature.fit(context, NOW)
    rows = np.array([context.world.activity_ids.get("cup")] * 2, np.int32)
    member = Member.of(context.world, Profile("x", keywords=("clay", "tea")), MemberState(), NOW)
    assert feature.score(member, Candidates(context, rows, NOW)).tolist() == [near(1.0)] * 2
