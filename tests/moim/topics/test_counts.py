import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import Pipeline

from moim.storage.artefact import ArtefactError
from moim.topics import MemberCounts, SharedCounts, TopicClassifier

TEXTS = ["한강 러닝 모임", "아침 러닝 크루", "주말 그림 수업", "그림 전시 관람 관람", "독서 모임 책"]
LABELS = ["3", "3", "2", "2", "11"]

words = st.sampled_from(["한강", "러닝", "그림", "관람", "독서", "처음보는", "New", "a", "책"])
texts = st.lists(words, max_size=8).map(" ".join)
updates = st.lists(st.tuples(texts, st.sampled_from(["2", "3", "11"])), max_size=12)


@pytest.fixture
def shared():
    return SharedCounts.fit(TEXTS, LABELS)


def copy_that_learned(learned, train=TEXTS, labels=LABELS):
    """scikit-learn's own pipeline after these updates, as the predecessor did it."""
    pipeline = Pipeline([("count_v", CountVectorizer()), ("mnnb", MultinomialNB())]).fit(train, np.array(labels))
    for text, label in learned:
        pipeline["mnnb"].partial_fit(pipeline["count_v"].transform([text]), [label])
    return pipeline


def member_that_learned(shared, learned):
    member = MemberCounts()
    for text, label in learned:
        shared.learn(member, text, label)
    return member


@settings(max_examples=60, deadline=None)
@given(updates, texts)
def test_any_updates_equal_scikit_learn(learned, query):
    shared = SharedCounts.fit(TEXTS, LABELS)
    member = member_that_learned(shared, learned)
    expected = copy_that_learned(learned).predict_proba([query])[0]
    np.testing.assert_allclose(shared.predict_proba(query, member), expected, rtol=0, atol=1e-9)


@settings(max_examples=20, deadline=None)
@given(st.lists(texts, max_size=6), texts)
def test_one_class_only_equals_scikit_learn(learned, query):
    shared = SharedCounts.fit(["한강 러닝"], ["3"])
    pairs = [(text, "3") for text in learned]
    expected = copy_that_learned(pairs, ["한강 러닝"], ["3"]).predict_proba([query])[0]
    assert expected.tolist() == [1.0]
    assert shared.predict_proba(query, member_that_learned(shared, pairs)).tolist() == [1.0]


@pytest.mark.filterwarnings("ignore:divide by zero:RuntimeWarning")  # scikit-learn's log of a count of 0
def test_a_class_without_a_text_equals_scikit_learn():
    vectorizer = CountVectorizer().fit(["러닝 그림"])
    model = MultinomialNB().partial_fit(vectorizer.transform(["러닝"]), ["3"], classes=["2", "3"])
    shared = SharedCounts(("2", "3"), ("그림", "러닝"), model.class_count_.copy(), model.feature_count_.copy())
    assert shared.predict_proba("그림").tolist() == model.predict_proba(vectorizer.transform(["그림"]))[0].tolist()
    member = member_that_learned(shared, [("그림", "2")])
    model.partial_fit(vectorizer.transform(["그림"]), ["2"])
    expected = model.predict_proba(vectorizer.transform(["그림"]))[0]
    np.testing.assert_allclose(shared.predict_proba("그림", member), expected, atol=1e-9)


def test_probabilities_worked_out_by_hand():
    """Two classes of one text each; "tea": (1+1)/(2+2) in a, (0+1)/(1+2) in b; so a : b = 1/2 : 1/3 = 3 : 2."""
    shared = SharedCounts(("a", "b"), ("run", "tea"), np.array([1.0, 1.0]), np.array([[1.0, 1.0], [1.0, 0.0]]))
    np.testing.assert_allclose(shared.predict_proba("Tea!"), [0.6, 0.4])


def test_learning_leaves_the_shared_counts_alone(shared):
    before = shared.predict_proba("러닝")
    member_that_learned(shared, [("러닝 모임", "2")])
    assert shared.predict_proba("러닝").tolist() == before.tolist()


def test_an_unknown_label_is_refused_and_nothing_learned(shared):
    member = MemberCounts()
    with pytest.raises(ValueError, match="'99'"):
        shared.learn(member, "러닝", "99")
    assert member == MemberCounts()


@given(updates)
@settings(max_examples=30, deadline=None)
def test_bytes_there_and_back(learned):
    shared = SharedCounts.fit(TEXTS, LABELS)
    member = member_that_learned(shared, learned)
    assert shared.from_bytes(shared.to_bytes(member)) == member


def test_bytes_with_fractions_there_and_back(shared):
    member = MemberCounts(half_life=10.0)
    shared.learn(member, "러닝 모임", "3", at=0.0)
    shared.learn(member, "그림", "2", at=7.0)
    assert shared.from_bytes(shared.to_bytes(member)) == member


def test_two_hundred_clicks_take_some_hundred_bytes():
    rng = np.random.default_rng(0)
    vocabulary = [f"낱말{number}" for number in range(5000)]
    shared = SharedCounts.fit([" ".join(vocabulary)] * 13, [str(number) for number in range(13)])
    member = MemberCounts()
    for _ in range(200):
        picked = (rng.zipf(1.3, 12) % 400).tolist()
        shared.learn(member, " ".join(vocabulary[i] for i in picked), str(rng.integers(3)))
    assert len(member.tokens) > 300
    assert len(shared.to_bytes(member)) < 1000


def test_damaged_or_foreign_bytes_are_refused(shared):
    data = shared.to_bytes(member_that_learned(shared, [("러닝", "3")]))
    other = SharedCounts.fit([*TEXTS, "요가"], [*LABELS, "3"])
    with pytest.raises(ValueError, match="another shared model"):
        other.from_bytes(data)
    for broken in (data[:-1], data[:8], data[:20] + b"\x00" + data[21:]):
        with pytest.raises(ValueError, match="damaged"):
            shared.from_bytes(broken)


def test_half_life_halves_what_is_older(shared):
    member = MemberCounts(half_life=100.0)
    shared.learn(member, "러닝 러닝", "3", at=0.0)
    shared.learn(member, "그림", "2", at=100.0)
    assert member.documents == {shared.classes.index("3"): 0.5, shared.classes.index("2"): 1.0}
    assert sorted(member.tokens.values()) == [1.0, 1.0]
    shared.learn(member, "그림", "2", at=0.0)  # told late: weighs as little as if it had been told in time
    assert member.documents[shared.classes.index("2")] == 1.5
    assert member.as_of == 100.0


def test_difference_is_what_the_copy_learned(shared):
    learned = [("러닝 한강", "3"), ("그림", "2")]
    pipeline = copy_that_learned(learned)
    copy = SharedCounts(
        shared.classes, shared.vocabulary, pipeline["mnnb"].class_count_, pipeline["mnnb"].feature_count_
    )
    assert shared.difference(copy) == member_that_learned(shared, learned)
    with pytest.raises(ValueError, match="is smaller"):
        copy.difference(shared)
    with pytest.raises(ValueError, match="differ"):
        shared.difference(SharedCounts.fit(["다른 말"], ["3"]))


def test_saving_and_loading_changes_nothing(shared, tmp_path):
    shared.save(tmp_path / "model")
    loaded = SharedCounts.load(tmp_path / "model")
    assert loaded.key == shared.key
    assert loaded.predict_proba("러닝 그림").tolist() == shared.predict_proba("러닝 그림").tolist()
    with pytest.raises(ArtefactError, match="not a topics model"):
        TopicClassifier.load(tmp_path / "model")


def test_two_equal_counts_are_equal_though_made_apart(shared):
    assert MemberCounts() == MemberCounts()
    assert MemberCounts().as_of is None
    assert shared.from_bytes(shared.to_bytes(MemberCounts())) == MemberCounts()
    timed = MemberCounts(half_life=10.0)
    shared.learn(timed, "러닝", "3", at=7.0)
    assert shared.from_bytes(shared.to_bytes(timed)) == timed
    assert timed != MemberCounts(timed.documents, timed.tokens, 10.0, 8.0)
