from __future__ import annotations

import math

import numpy as np
from tests.moim.features.contract import FeatureContract, near, prepared
from tests.moim.worlds import NOW, activity, small

from moim.features import Candidates, Member
from moim.features.own_text_model import OwnTextModel
from moim.members import MemberState, OwnTexts, Profile
from moim.topics.activity_counts import ActivityTokenCounts
from moim.topics.counts import SharedCounts

ACTIVITIES = [activity("bowl", "clay", "clay bowl"), activity("night", "run", "river run"), activity("odd", "odd", "?")]


class TestOwnTextModel(FeatureContract):
    feature = OwnTextModel

    def ask(
        self, profile: Profile, own: OwnTexts | None = None, shared: SharedCounts | None = None
    ) -> dict[str, float]:
        clubs = [*small().clubs.rows(), {"club_id": "odd", "name": "아무거나"}]
        context, _ = prepared([], ACTIVITIES, clubs=clubs)
        context.learn_topics(NOW)
        if shared is not None:
            context.token_counts = ActivityTokenCounts(context.world, shared)
        feature, world = OwnTextModel(), context.world
        feature.fit(context, NOW)
        rows = np.array([world.activity_ids.get(one) for one in ("bowl", "night", "odd")], np.int32)
        values = feature.score(Member.of(world, profile, MemberState(topics=own), NOW), Candidates(context, rows, NOW))
        self.check(values, 3)
        return dict(zip(("bowl", "night", "odd"), values.tolist(), strict=True))

    def test_compares_the_probability_with_an_even_one(self) -> None:
        # Four words, each once in one of two classes of one text: P(clay | 취미) = (1 + 1) / (2 + 4) = 1/3 and
        # P(clay | 운동) = 1/6, so that 취미 has 2/3, times two classes
        scores = self.ask(Profile("x", keywords=("clay",)))
        assert scores == {"bowl": near(math.log(2 / 3 * 2)), "night": near(math.log(1 / 3 * 2)), "odd": 0.0}

    def test_adds_the_texts_the_member_has_told(self) -> None:
        # With "clay bowl" once more: P(취미) = 2/3, P(clay | 취미) = (2 + 1) / (4 + 4) = 3/8; P(운동) = 1/3, as before
        # 1/6: 1/4 against 1/18, which is 9/11
        own = OwnTexts()
        own.add("bowl")
        scores = self.ask(Profile("x", keywords=("clay",)), own)
        assert scores == {"bowl": near(math.log(9 / 11 * 2)), "night": near(math.log(2 / 11 * 2)), "odd": 0.0}

    def test_is_asked_with_the_names_of_the_interests_too(self) -> None:
        assert self.ask(Profile("x", interests=("run",))) == {
            "bowl": near(math.log(1 / 3 * 2)),
            "night": near(math.log(2 / 3 * 2)),
            "odd": 0.0,
        }
        # and with words between which there is a blank: P(취미) = P(운동)
        both = self.ask(Profile("x", interests=("run",), keywords=("clay",)))
        assert both == {"bowl": near(0.0), "night": near(0.0), "odd": 0.0}

    def test_tells_of_a_member_who_only_told_texts(self) -> None:
        own = OwnTexts()
        own.add("bowl")
        assert self.ask(Profile("x"), own)["bowl"] == near(math.log(2 / 3 * 2))

    def test_does_not_trust_probabilities_below_a_thousandth(self) -> None:
        # twelve times "clay": 2^12 to 1, and 1 / 4097 counts as 1 / 1000
        scores = self.ask(Profile("x", keywords=("clay",) * 12))
        assert scores["night"] == near(math.log(0.001 * 2))
        assert scores["bowl"] == near(math.log(4096 / 4097 * 2))

    def test_is_0_without_a_model_or_anything_known(self) -> None:
        assert set(self.scores().values()) == {0.0}  # the shared model was not fitted
        shared = SharedCounts.fit(["clay bowl", "clay", "river run"], ["취미", "취미", "운동·액티비티"])
        assert set(self.ask(Profile("x"), shared=shared).values()) == {0.0}  # although 취미 is twice as likely

    def test_a_class_that_is_no_category_changes_nothing(self) -> None:
        shared = SharedCounts.fit(["clay bowl", "river run"], ["취미", "사라진 것"])
        scores = self.ask(Profile("x", keywords=("clay",)), shared=shared)
        assert scores == {"bowl": near(math.log(2 / 3 * 2)), "night": 0.0, "odd": 0.0}
