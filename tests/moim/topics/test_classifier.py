import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from moim.storage.artefact import ArtefactError
from moim.topics import SharedCounts, TopicClassifier, classifier
from moim.topics.blocks import fit_block, letters, phrases
from moim.topics.confidence import Confidence

RUN = ["한강 러닝 모임", "아침 달리기 크루", "마라톤 준비반", "야간 러닝", "Running club", "Morning run crew"]
ART = ["수채화 그리기", "미술관 전시 관람", "주말 드로잉", "그림 수업", "Painting class", "Gallery visits"]
TITLES, LABELS = RUN + ART, ["운동"] * len(RUN) + ["예술"] * len(ART)


@pytest.fixture(scope="module")
def model():
    return TopicClassifier.fit([TITLES], LABELS)


def answer(model, *columns):
    return model.classes[model.predict_proba([[cell] for cell in columns])[0].argmax()]


def test_letters_and_phrases():
    assert list(letters("Ab")) == [" ", "a", "b", " ", " a", "ab", "b ", " ab", "ab ", " ab "]
    assert list(phrases(["한강", "러닝", "모임"])) == ["한강", "러닝", "모임", "한강 러닝", "러닝 모임"]


def test_tf_idf_by_hand():
    """Of "run run tea" and "tea": idf run = ln(3/2)+1, tea = ln(3/3)+1 = 1; the first row before its length is made 1
    is ((1+ln 2) * idf run, tea 1) besides the two phrases."""
    block, matrix = fit_block(0, "phrases", ["run run tea", "tea"])
    assert list(block.vocabulary) == ["run", "run run", "run tea", "tea"]
    rare = np.log(1.5) + 1
    row = np.array([(1 + np.log(2)) * rare, rare, rare, 1.0])
    np.testing.assert_allclose(matrix.toarray(), [row / np.linalg.norm(row), [0, 0, 0, 1]], rtol=1e-6)
    heavier = replace(block, weight=2.0)
    assert (heavier.transform(["tea", ""]).toarray() == [[0, 0, 0, 2], [0, 0, 0, 0]]).all()


def test_terms_that_were_not_seen_do_not_count_in_the_length():
    """Without "tea", which the seen rows lack, "run tea" is as long as "run" alone: all its weight is on "run"."""
    block, matrix = fit_block(0, "phrases", ["run", "run. tea"])
    assert list(block.vocabulary) == ["run", "run tea", "tea"]
    np.testing.assert_allclose(block.without_unseen(matrix[1:], matrix[:1]).toarray(), [[1, 0, 0]])


def test_korean_and_english_alike(model):
    assert answer(model, "새벽 러닝 함께해요") == "운동"
    assert answer(model, "유화 그림 그리기") == "예술"
    assert answer(model, "Sunday running") == "운동"
    assert answer(model, "Painting night") == "예술"


def test_probabilities_are_some(model):
    probabilities = model.predict_proba([["러닝", "", "🎉", "그림 러닝"]])
    assert probabilities.shape == (4, 2)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)
    assert (probabilities > 0).all()


def test_side_columns_are_read():
    places = ["운동장"] * len(RUN) + ["화실"] * len(ART)
    model = TopicClassifier.fit([TITLES, places], LABELS)
    assert answer(model, "함께해요", "운동장") == "운동"
    assert answer(model, "함께해요", "화실") == "예술"
    with pytest.raises(ValueError, match="2 text columns"):
        model.predict_proba([["함께해요"]])


def test_more_classes_one_with_a_single_example():
    model = TopicClassifier.fit([[*TITLES, "기타 앙상블 연주회"]], [*LABELS, "음악"])
    assert model.classes == ("예술", "운동", "음악")
    assert answer(model, "앙상블 연주회") == "음악"


def test_two_rows_are_enough():
    model = TopicClassifier.fit([["러닝", "그림"]], ["a", "b"])
    assert answer(model, "러닝") == "a"


@pytest.mark.parametrize(
    ("texts", "labels", "message"), [(["가", "나"], ["a", "a"], "two"), (["", ""], ["a", "b"], "no text")]
)
def test_what_cannot_be_learned_is_refused(texts, labels, message):
    with pytest.raises(ValueError, match=message):
        TopicClassifier.fit([texts], labels)


def test_the_same_rows_give_the_same_model(model):
    again = TopicClassifier.fit([TITLES], LABELS)
    assert (again.weights == model.weights).all()
    assert again.confidence == model.confidence


def test_saving_and_loading_changes_nothing(model, tmp_path):
    model.save(tmp_path / "model", {"by": "test"})
    loaded = TopicClassifier.load(tmp_path / "model")
    queries = [["러닝", "그림", "", "Gallery"]]
    assert loaded.predict_proba(queries).tolist() == model.predict_proba(queries).tolist()
    assert loaded.confidence == model.confidence
    assert {path.name for path in (tmp_path / "model").iterdir()} == {
        "arrays.safetensors",
        "texts.json",
        "manifest.json",
    }
    with pytest.raises(ArtefactError, match="not a predecessor model"):
        SharedCounts.load(tmp_path / "model")


def test_a_damaged_model_is_refused(model, tmp_path):
    model.save(tmp_path / "model")
    path = tmp_path / "model" / "arrays.safetensors"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(ArtefactError, match="SHA-256"):
        TopicClassifier.load(tmp_path / "model")


def test_predicting_imports_no_scikit_learn(model, tmp_path):
    model.save(tmp_path / "model")
    code = (
        "import sys; from moim.topics.pipelines import load; m, _ = load(sys.argv[1]); m.predict_proba([['러닝']]);"
        "sys.exit('sklearn' in sys.modules or 'matplotlib' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code, tmp_path / "model"], check=False).returncode == 0


def test_confidence_is_the_probability_of_the_best_class():
    """logit = 0 + 1 * best + 2 * lead: scores (1, 0): 3; (-1, -1.5, -2): -1 + 1 = 0, so one half."""
    confidence = Confidence()
    np.testing.assert_allclose(confidence.probabilities(np.array([[1.0, 0.0]]))[0, 0], 1 / (1 + np.exp(-3)), atol=1e-9)
    three = confidence.probabilities(np.array([[-1.0, -1.5, -2.0]]))[0]
    np.testing.assert_allclose(three[0], 0.5, atol=1e-9)
    # a softmax: even steps of the scores are even ratios
    np.testing.assert_allclose(three[0] / three[1], three[1] / three[2])


def test_confidence_keeps_the_order_even_when_it_trusts_nothing():
    probabilities = Confidence(-50.0, (0.0, 0.0, 0.0, 0.0)).probabilities(np.array([[0.1, 0.3, 0.2]]))[0]
    assert probabilities.argsort().tolist() == [0, 2, 1]
    np.testing.assert_allclose(probabilities, 1 / 3, atol=1e-6)


def test_confidence_learns_how_often_the_best_is_right():
    """Rows of one kind only, right in 80 of 100: that is what it must say."""
    y = np.array([0] * 80 + [1] * 20)
    said = Confidence.fit(np.tile([[0.5, -0.5]], (100, 1)), y).probabilities(np.array([[0.5, -0.5]]))[0, 0]
    assert said == pytest.approx(0.8, abs=0.01)


def test_the_plan_that_does_better_on_unseen_rows_is_taken(monkeypatch):
    """Names that say nothing, tags that say all: of two plans the one that reads the tags is right more often."""
    names_only, both = [(0, "letters", 1.0)], [(0, "letters", 1.0), (1, "phrases", 1.0)]
    monkeypatch.setattr(classifier, "plans", lambda columns: [names_only, both])
    names = [f"모임 {number}" for number in range(12)]
    tags = ["running;marathon", "painting;drawing"] * 6
    model = TopicClassifier.fit([names, tags], ["운동", "예술"] * 6)
    assert [(block.column, block.terms) for block in model.blocks] == [(0, "letters"), (1, "phrases")]
    assert answer(model, "모임 3", "drawing;gallery") == "예술"
    assert answer(model, "모임 4", "marathon") == "운동"
