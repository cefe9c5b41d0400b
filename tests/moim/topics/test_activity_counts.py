"""Own text models by reference say what scikit-learn's would, had it been told the texts themselves."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import Pipeline

from moim.data.world import World
from moim.members import OwnTexts
from moim.topics import SharedCounts
from moim.topics.activity_counts import ActivityTokenCounts

TEXTS = ["한강 러닝 모임", "아침 러닝 크루", "주말 그림 수업", "그림 전시 관람 관람", "독서 모임 책"]
LABELS = ["운동", "운동", "취미", "취미", "독서"]
WORDS = ["한강", "러닝", "그림", "관람", "독서", "처음보는", "New", "a", "책", "취미"]

titles = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
activities = st.lists(
    st.tuples(titles, st.sampled_from(["운동", "취미", "독서", "없는것", ""])), min_size=1, max_size=6
)
clicks = st.lists(st.integers(0, 7), max_size=15)  # more than there may be: not known


def put(world: World, number: int, title: str, category: str) -> None:
    world.put_activity({"activity_id": str(number), "club_id": "c", "title": title, "category": category})


def a_world(rows: list[tuple[str, str]]) -> World:
    world = World()
    world.put_club({"club_id": "c", "name": "모임"})
    for number, (title, category) in enumerate(rows):
        put(world, number, title, category)
    return world


def copy_that_learned(rows: list[tuple[str, str]], told: list[tuple[int, float]]) -> Pipeline:
    """scikit-learn's own pipeline after the texts themselves, category name in front as the predecessor had it."""
    pipeline = Pipeline([("count_v", CountVectorizer()), ("mnnb", MultinomialNB())]).fit(TEXTS, np.array(LABELS))
    for number, weight in told:
        title, category = rows[number] if number < len(rows) else ("", "")
        if category in LABELS:
            row = pipeline["count_v"].transform([f"{category} {title}"])
            pipeline["mnnb"].partial_fit(row, [category], sample_weight=[weight])
    return pipeline


def own_of(clicks: list[int], half_life: float | None = None) -> OwnTexts:
    own = OwnTexts(half_life=half_life)
    for moment, number in enumerate(clicks):
        own.add(str(number), float(moment))
    return own


def assert_equal(told: ActivityTokenCounts, own: OwnTexts, pipeline: Any, asked: str) -> None:
    expected = pipeline.predict_proba([asked])[0]
    np.testing.assert_allclose(told.predict_proba(asked, own), expected, rtol=0, atol=1e-9)


@settings(max_examples=100, deadline=None)
@given(activities, clicks, titles)
def test_any_clicks_equal_scikit_learn(rows: list[tuple[str, str]], clicks: list[int], asked: str) -> None:
    told = ActivityTokenCounts(a_world(rows), SharedCounts.fit(TEXTS, LABELS))
    assert_equal(told, own_of(clicks), copy_that_learned(rows, [(n, 1.0) for n in clicks]), asked)


@settings(max_examples=40, deadline=None)
@given(activities, clicks, titles)
def test_with_a_half_life_they_equal_weighted_samples(
    rows: list[tuple[str, str]], clicks: list[int], asked: str
) -> None:
    told = ActivityTokenCounts(a_world(rows), SharedCounts.fit(TEXTS, LABELS))
    last = len(clicks) - 1
    weighed = [(number, 0.5 ** ((last - moment) / 3.0)) for moment, number in enumerate(clicks)]
    assert_equal(told, own_of(clicks, half_life=3.0), copy_that_learned(rows, weighed), asked)


def test_after_bytes_there_and_back_the_answer_is_the_same() -> None:
    told = ActivityTokenCounts(a_world([("한강 러닝", "운동"), ("그림", "취미")]), SharedCounts.fit(TEXTS, LABELS))
    own = own_of([0, 1, 1, 0, 0], half_life=2.0)
    again = OwnTexts.from_bytes(own.to_bytes())
    assert told.predict_proba("러닝 그림", again).tolist() == told.predict_proba("러닝 그림", own).tolist()


def test_an_edited_activity_counts_with_its_new_words_and_category() -> None:
    rows = [("한강 러닝", "운동"), ("책", "독서")]
    world = a_world(rows)
    told, own = ActivityTokenCounts(world, SharedCounts.fit(TEXTS, LABELS)), own_of([0, 1, 0])
    assert_equal(told, own, copy_that_learned(rows, [(0, 2.0), (1, 1.0)]), "그림 러닝")
    put(world, 0, "그림 그림 관람", "취미")
    edited = [("그림 그림 관람", "취미"), rows[1]]
    assert_equal(told, own, copy_that_learned(edited, [(0, 2.0), (1, 1.0)]), "그림 러닝")


def test_an_activity_counts_from_when_the_world_knows_it() -> None:
    world = a_world([("책", "독서")])
    told, own = ActivityTokenCounts(world, SharedCounts.fit(TEXTS, LABELS)), own_of([1])
    assert told.predict_proba("러닝", own).tolist() == told.predict_proba("러닝", None).tolist()
    put(world, 1, "한강 러닝", "운동")
    assert_equal(told, own, copy_that_learned([("책", "독서"), ("한강 러닝", "운동")], [(1, 1.0)]), "러닝")


def test_telling_leaves_the_shared_counts_alone() -> None:
    told = ActivityTokenCounts(a_world([("한강 러닝", "운동")]), SharedCounts.fit(TEXTS, LABELS))
    before = told.predict_proba("러닝", None)
    assert told.predict_proba("러닝", own_of([0, 0, 0])).tolist() != before.tolist()
    assert told.predict_proba("러닝", None).tolist() == before.tolist()
