import bz2
import gzip
import lzma
import os
import pickle
import zlib
from pathlib import Path

import joblib
import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.naive_bayes import ComplementNB, MultinomialNB
from sklearn.pipeline import Pipeline

from moim.topics import predecessor_importer
from moim.topics.predecessor_importer import RefusedFileError, read_predecessor

TEXTS = ["한강 러닝 모임", "아침 러닝 크루", "주말 그림 수업", "그림 전시 관람", "독서 모임 책"]
CATEGORIES = np.array([3, 3, 2, 2, 11])
LEARNED = [("러닝 러닝 책", 3), ("그림", 11)]
FILES = Path(__file__).parent / "predecessor_files"


def pipeline(vectorizer=None, bayes=None):
    steps = [("count_v", vectorizer or CountVectorizer()), ("mnnb", bayes or MultinomialNB())]
    return Pipeline(steps).fit(TEXTS, CATEGORIES)


def member_pipeline():
    model = pipeline()
    for text, category in LEARNED:
        model["mnnb"].partial_fit(model["count_v"].transform([text]), [category])
    return model


def dumped(path, content, **options):
    joblib.dump(content, path, **options)
    return path


class Surprise:
    """Makes a file when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (str(self.path),)


@pytest.mark.parametrize("compress", [0, 3, ("gzip", 3), ("bz2", 3), ("xz", 3), ("lzma", 3)])
def test_a_file_gives_the_model_that_was_written(tmp_path, compress):
    model = pipeline()
    read = read_predecessor(dumped(tmp_path / "model.joblib", model, compress=compress)).counts
    assert read.classes == ("2", "3", "11")
    for text in ("러닝 모임", "그림 책 책", ""):
        np.testing.assert_allclose(read.predict_proba(text), model.predict_proba([text])[0], atol=1e-9)


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_every_protocol(tmp_path, protocol):
    read = read_predecessor(dumped(tmp_path / "model.joblib", pipeline(), protocol=protocol)).counts
    assert read.classes == ("2", "3", "11")
    assert read.vocabulary == tuple(CountVectorizer().fit(TEXTS).get_feature_names_out())


@pytest.mark.parametrize("version", ["1.2", "1.3", "1.4"])
def test_files_of_the_predecessors_own_versions(version):
    """Written by that scikit-learn with the texts and updates above."""
    shared = read_predecessor(FILES / f"shared-{version}.joblib")
    member = read_predecessor(FILES / f"member-{version}.joblib")
    assert shared.made_by.startswith(version)
    assert read_predecessor(FILES / f"shared-{version}-compressed.joblib").counts.key == shared.counts.key
    added = shared.counts.difference(member.counts)
    assert sum(added.documents.values()) == 2
    assert sum(added.tokens.values()) == 3  # 책 is too short to be counted
    expected = member_pipeline().predict_proba(["러닝 책"])[0]
    np.testing.assert_allclose(shared.counts.predict_proba("러닝 책", added), expected, atol=1e-9)


def test_text_labels(tmp_path):
    model = Pipeline([("count_v", CountVectorizer()), ("mnnb", MultinomialNB())])
    model.fit(TEXTS, np.array(["운동", "운동", "예술", "예술", "책"]))
    assert read_predecessor(dumped(tmp_path / "model.joblib", model)).counts.classes == ("예술", "운동", "책")


def test_a_surprise_is_refused_by_name_and_does_not_run(tmp_path):
    path = dumped(tmp_path / "model.joblib", Surprise(tmp_path / "made"))
    with pytest.raises(RefusedFileError, match=r"model\.joblib: refused: it names posix\.mkdir"):
        read_predecessor(path)
    assert not (tmp_path / "made").exists()
    joblib.load(path)
    assert (tmp_path / "made").exists()  # it would have


@pytest.mark.parametrize("compress", [0, 3])
def test_a_surprise_inside_a_true_model_is_refused(tmp_path, compress):
    model = pipeline()
    model["mnnb"].extra_ = [{"deep": (1, Surprise(tmp_path / "made"))}]
    with pytest.raises(RefusedFileError, match="mkdir"):
        read_predecessor(dumped(tmp_path / "model.joblib", model, compress=compress))
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    "stream",
    [
        b"cbuiltins\neval\n(S'1/0'\ntR.",
        b"\x80\x04\x8c\x08builtins\x8c\x04exec\x93\x8c\x010\x85R.",
        b"(ios\nsystem\nS'true'\no.",
        b"(S'true'\nios\nsystem\n.",
        b"cnumpy.core.multiarray\n_reconstruct\n.",
        b"\x80\x04\x8c\x05numpy\x8c\x0edtype.__class__\x93.",
        b"\x80\x02\x82\x01.",
        b"Pid\n.",
    ],
    ids=["global", "stack_global", "obj", "inst", "reconstruct", "dotted", "extension", "persistent"],
)
def test_hand_written_streams_are_refused(tmp_path, stream):
    path = tmp_path / "model.joblib"
    path.write_bytes(stream)
    with pytest.raises(RefusedFileError):
        read_predecessor(path)


def test_state_for_a_class_itself_is_refused(tmp_path):
    path = tmp_path / "model.joblib"
    path.write_bytes(b"\x80\x02csklearn.pipeline\nPipeline\n}X\x05\x00\x00\x00stepsK\x01sb.")
    with pytest.raises(RefusedFileError, match="state for a type"):
        read_predecessor(path)
    assert not hasattr(predecessor_importer._Pipeline, "steps")


def test_an_array_of_objects_is_refused(tmp_path):
    model = pipeline()
    model["mnnb"].classes_ = np.array([Surprise(tmp_path / "made")], dtype=object)
    with pytest.raises(RefusedFileError, match="O8"):
        read_predecessor(dumped(tmp_path / "model.joblib", model))
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"a": 1}, "not a Pipeline"),
        (Pipeline([("only", CountVectorizer())]), "CountVectorizer and a MultinomialNB"),
        (Pipeline([("count_v", CountVectorizer()), ("mnnb", MultinomialNB())]), "not a model file"),
    ],
)
def test_other_contents_are_refused(tmp_path, content, message):
    with pytest.raises(RefusedFileError, match=message):
        read_predecessor(dumped(tmp_path / "model.joblib", content))


@pytest.mark.parametrize(
    ("vectorizer", "bayes", "message"),
    [
        (TfidfVectorizer(), None, "TfidfVectorizer"),
        (None, ComplementNB(), "ComplementNB"),
        (CountVectorizer(ngram_range=(1, 2)), None, "ngram_range"),
        (CountVectorizer(binary=True), None, "binary"),
        (None, MultinomialNB(fit_prior=False), "fit_prior"),
    ],
)
def test_models_that_count_differently_are_refused(tmp_path, vectorizer, bayes, message):
    with pytest.raises(RefusedFileError, match=message):
        read_predecessor(dumped(tmp_path / "model.joblib", pipeline(vectorizer, bayes)))


def test_every_truncation_is_refused(tmp_path):
    whole = dumped(tmp_path / "whole.joblib", pipeline()).read_bytes()
    path = tmp_path / "model.joblib"
    for length in range(0, len(whole), 37):
        path.write_bytes(whole[:length])
        with pytest.raises(RefusedFileError):
            read_predecessor(path)
    with pytest.raises(RefusedFileError, match="No such file"):
        read_predecessor(tmp_path / "missing.joblib")


@pytest.mark.parametrize("pack", [zlib.compress, gzip.compress, bz2.compress, lzma.compress])
def test_a_file_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch, pack):
    monkeypatch.setattr(predecessor_importer, "MOST_BYTES", 10_000)
    path = tmp_path / "model.joblib"
    path.write_bytes(pack(pickle.dumps("a" * 20_000)))
    with pytest.raises(RefusedFileError, match="unpacks to more"):
        read_predecessor(path)
