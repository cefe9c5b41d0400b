from __future__ import annotations

import math

import numpy as np
import pytest
from tests.moim.features.contract import EVENTS, FeatureContract, near, prepared
from tests.moim.worlds import NOW, activity

from moim.data.times import DAY
from moim.explain.reason import Reason
from moim.features import Candidates, Member
from moim.features.text_similarity import TextSimilarity, stands_in

WORDS = {"past": "clay", "bowl": "clay", "cup": "clay tea", "night": "run", "morning": "run"}
CLAY, TEA, RUN = math.log(6 / (1 + 3)) + 1, math.log(6 / (1 + 1)) + 1, math.log(6 / (1 + 2)) + 1
"""Inverse document frequencies: of five texts, three hold "clay", one "tea", two "run"."""


def reading(title: str, words: str, place: str = "") -> dict[str, Reason]:
    """The reasons for an activity of this title, place and tokens, for one who joined activities of its words."""
    activities = [activity("one", "clay", "x"), activity("other", "clay", title, place=place)]
    tokens = {"one": "clay tea cake", "other": words}
    test = TestTextSimilarity()
    return test.reasons(
        "jun", activities=activities, words=tokens, events=[("jun", "one", "join", 0.0)], among=["other"]
    )


class TestTextSimilarity(FeatureContract):
    feature = TextSimilarity

    def test_is_the_cosine_with_what_was_joined(self) -> None:
        scores = self.scores(words=WORDS, events=[("minji", "past", "join", 9 * DAY)])
        assert scores == {
            "bowl": near(1.0),
            "cup": near(CLAY / math.hypot(CLAY, TEA)),
            "night": 0.0,
            "morning": 0.0,
        }

    def test_fades_by_half_in_a_year(self) -> None:
        # "past" a year ago counts 1/2, what was liked now 1/2: the profile is (clay, run) = (1, 1) / sqrt 2
        scores = self.scores(
            words=WORDS, events=[("minji", "past", "join", 365 * DAY), ("minji", "night", "like", 0.0)]
        )
        assert scores["bowl"] == scores["morning"] == near(1 / math.sqrt(2))

    def test_subtracts_two_fifths_of_what_was_declined(self) -> None:
        # past 1, night -.4, of which half is left after a year
        events = [("minji", "past", "join", 0.0), ("minji", "night", "decline", 0.0)]
        scores = self.scores(words=WORDS, events=events)
        assert scores["bowl"] == near(1 / math.hypot(1, 0.4))
        assert scores["morning"] == near(-0.4 / math.hypot(1, 0.4))
        events = [("minji", "past", "join", 0.0), ("minji", "night", "decline", 365 * DAY)]
        assert self.scores(words=WORDS, events=events)["morning"] == near(-0.2 / math.hypot(1, 0.2))

    def test_knows_one_who_only_declined(self) -> None:
        scores = self.scores(words=WORDS, events=[("minji", "night", "decline", 0.0)])
        assert (scores["morning"], scores["bowl"]) == (near(-1.0), 0.0)
        assert self.reasons(words=WORDS, events=[("minji", "night", "decline", 0.0)]) == {}

    def test_knows_one_who_only_looked_also_beside_what_was_declined(self) -> None:
        looked = ("minji", "past", "view", 0.0)
        assert self.scores(words=WORDS, events=[looked])["bowl"] == near(1.0)
        scores = self.scores(words=WORDS, events=[looked, ("minji", "night", "decline", 0.0)])
        assert scores["bowl"] == near(0.15 / math.hypot(0.15, 0.4))
        assert scores["morning"] == near(-0.4 / math.hypot(0.15, 0.4))

    def test_is_0_for_one_who_did_nothing(self) -> None:
        assert set(self.scores("nobody").values()) == {0.0}

    def test_the_vocabulary_may_have_grown_since_the_candidates_were_gathered(self) -> None:
        context, states = prepared([("minji", "past", "join", 0.0)], words=WORDS)
        world, feature = context.world, TextSimilarity()
        feature.fit(context, NOW)
        candidates = Candidates(context, world.open_at(NOW), NOW)
        before = candidates.words.shape[1]
        member = Member.in_world(world, world.member_ids.get("minji"), states["minji"], NOW)
        expected = feature.score(member, candidates).tolist()
        row = world.put_activity(activity("new", "clay", "new"))
        context.texts.words[row] = ["quite", "new", "words"]
        context.texts.advance(NOW)
        assert context.texts.sum([0], [1.0]).shape[0] == before + 3
        assert feature.score(member, candidates).tolist() == expected

    def test_shows_the_words_that_stand_in_the_title(self) -> None:
        assert self.reasons()["bowl"] == Reason("words", {"words": "도자기"})
        assert self.reasons("nobody") == {}
        assert self.reasons(events=EVENTS, words={"bowl": ""}).get("bowl") is None  # no text, no vector

    def test_shows_two_words_at_most_those_first_that_add_most(self) -> None:
        # in the text, "cake" stands three times (1 + log 3), "tea" twice and "clay" once; all are as frequent
        assert reading("Clay, tea, cake", "clay tea tea cake cake cake") == {
            "other": Reason("words", {"words": "cake, tea"})
        }

    def test_looks_for_the_twelve_words_that_add_most(self) -> None:
        for count, shown in ((11, True), (12, False)):
            others = " ".join(f"w{number} w{number}" for number in range(count))  # twice each, so they add more
            activities = [activity("one", "clay", "x"), activity("other", "clay", "Cake")]
            tokens = {"one": f"{others} cake", "other": f"{others} cake"}
            reasons = self.reasons("jun", activities=activities, words=tokens, events=[("jun", "one", "join", 0.0)])
            assert ("other" in reasons) == shown

    @pytest.mark.parametrize(
        ("title", "words", "place"),
        [
            ("Pots", "clay", ""),  # the title does not show it
            ("Clay", "clay", "clay hall"),  # it is the name of the place
            ("Clay", "run", ""),  # the member has never met it
        ],
    )
    def test_shows_no_word_that_is_not_a_fact_of_the_title(self, title: str, words: str, place: str) -> None:
        assert reading(title, words, place) == {}

    def test_shows_a_word_only_if_it_adds_more_than_a_hundredth(self) -> None:
        # both texts of one word: the cosine is the word's share; the profile has "rare" with .0105 and .0095 of "clay"
        activities = [activity("one", "clay", "x"), activity("two", "clay", "y"), activity("rare", "clay", "rare")]
        tokens = {"one": "clay", "two": "rare", "rare": "rare"}
        for ago, shown in ((0.15 / 0.0105, True), (0.15 / 0.0095, False)):
            events = [("jun", "one", "join", 0.0), ("jun", "two", "view", math.log2(ago) * 365 * DAY)]
            reasons = self.reasons("jun", activities=activities, words=tokens, events=events, among=["rare"])
            assert ("rare" in reasons) == shown


@pytest.mark.parametrize(
    ("word", "title", "shown"),
    [
        ("도자기", "도자기를 빚는 밤", True),
        ("도자기", "도자기", True),
        ("도자기", "도자기공방", False),
        ("자기", "도자기를 빚는 밤", False),
        ("tea", "Tea and cake", True),
        ("tea", "Steam", False),
        ("차", "차 모임", False),  # one letter
        ("c++", "C++ night", True),
    ],
)
def test_a_word_stands_in_a_title_by_itself_or_with_a_particle(word: str, title: str, shown: bool) -> None:
    assert stands_in(word, title) == shown


def test_words_are_shown_from_two_letters_on() -> None:
    assert stands_in("독서", "독서와 산책")
    assert np.all([not stands_in(letter, f"{letter} 모임") for letter in "술책차"])
