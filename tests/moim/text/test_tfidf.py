from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
from tests.moim.worlds import NOW, activity, small

from moim.data.times import DAY
from moim.data.world import World
from moim.text.tfidf import TfIdfIndex, idf

WORDS = {0: ["clay", "bowl"], 1: ["clay", "cup", "cup"], 2: ["river"], 3: []}


def index() -> TfIdfIndex:
    """Four texts already cut: df is 2 for clay and 1 for the others."""
    texts = TfIdfIndex(World.of(small()), {row: list(words) for row, words in WORDS.items()})
    texts.fit(NOW)
    return texts


def test_vectors_are_tf_idf_of_length_1() -> None:
    texts = index()
    clay, bowl = np.log(5 / 3) + 1, np.log(5 / 2) + 1
    ids, values = texts.vector(0)
    assert [texts.vocabulary.names[i] for i in ids] == ["clay", "bowl"]
    np.testing.assert_allclose(values, np.array([clay, bowl]) / np.hypot(clay, bowl), rtol=1e-6)
    ids, values = texts.vector(1)
    cup = (1 + np.log(2)) * bowl
    np.testing.assert_allclose(values, np.array([clay, cup]) / np.hypot(clay, cup), rtol=1e-6)


def test_a_text_that_does_not_exist_yet_is_not_looked_at() -> None:
    world = World.of(
        small(activities=[activity("now", "clay", "흙"), activity("later", "clay", "물", created_at=NOW + DAY)])
    )
    texts = TfIdfIndex(world)
    texts.fit(NOW)
    assert len(texts.vector(0)[0]) > 0
    assert len(texts.vector(1)[0]) == 0
    known = len(texts.vocabulary)
    texts.advance(NOW + DAY)
    assert len(texts.vector(1)[0]) > 0
    assert len(texts.vocabulary) > known


def test_an_edited_text_is_read_again() -> None:
    world = World.of(small())
    texts = TfIdfIndex(world)
    texts.fit(NOW)
    before = texts.vector(0)[0].tolist()
    world.put_activity(activity("bowl", "clay", "유리 공예"))
    texts.advance(NOW)
    assert texts.vector(0)[0].tolist() != before


def test_sums_and_queries_have_length_1_or_0() -> None:
    texts = index()
    total = texts.sum([0, 1], [1.0, 0.5])
    assert np.linalg.norm(total) == pytest.approx(1.0)
    assert not texts.sum([3], [1.0]).any()
    assert not texts.sum([], []).any()
    assert np.linalg.norm(texts.query("bowl river unknown")) == pytest.approx(1.0)
    assert not texts.query("unknown").any()


def test_the_matrix_has_a_row_for_each_candidate() -> None:
    texts = index()
    matrix = texts.matrix(np.array([2, 0, 3], np.int32), NOW)
    assert matrix.shape == (3, 4)
    np.testing.assert_allclose((matrix @ texts.query("river")).tolist(), [1.0, 0.0, 0.0], atol=1e-6)


def test_the_matrix_by_word_is_the_same_and_both_follow_edits() -> None:
    world = World.of(small())
    texts, rows = TfIdfIndex(world), np.array([2, 0, 3], np.int32)
    for title in ("도자기 물레", "유리 공예", ""):
        world.put_activity(activity("bowl", "clay", title))
        fresh = TfIdfIndex(world)
        texts.fit(NOW)
        fresh.fit(NOW)
        assert texts.by_word(rows, NOW).toarray().tolist() == texts.matrix(rows, NOW).toarray().tolist()
        assert texts.matrix(rows, NOW)[[1]].nnz == fresh.matrix(rows, NOW)[[1]].nnz
    assert texts.matrix(rows[:2], NOW).shape[0] == 2


def test_idf_by_hand() -> None:
    """Of 3 documents, a term in none: ln(4/1) + 1, in one: ln(4/2) + 1, in all: ln(4/4) + 1."""
    values = idf(np.array([0, 1, 3], np.int32), 3)
    assert values.dtype == np.float64
    assert values.tolist() == [np.log(4) + 1, np.log(2) + 1, 1.0]


def test_a_query_is_read_in_the_order_of_its_text_whatever_the_hash_seed() -> None:
    """Sums of float32 depend on their order, and by them all that is trained."""
    program = (
        "from tests.moim.worlds import NOW, small\n"
        "from moim.data.world import World\n"
        "from moim.features.context import FeatureContext\n"
        "context = FeatureContext(World.of(small()))\n"
        "context.fit(NOW)\n"
        "names = context.texts.vocabulary.names\n"
        "ids, _ = context.texts.asked(' '.join(reversed(names)))\n"
        "print([names[i] for i in ids])\n"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", program], env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(found) == 1
