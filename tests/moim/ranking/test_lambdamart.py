"""What trees add to a list, when they are kept, and that a stored version gives them back."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from moim.ranking.choice_model import NAMES, ChoiceModel
from moim.ranking.lambdamart import MIN_QUERIES, LambdaMart, TrainingQuery, _ndcg

pytest.importorskip("lightgbm")
S = len(NAMES)


def blank() -> ChoiceModel:
    return ChoiceModel(np.zeros(S), np.zeros(S), np.full(2 * S, 0.01))


def lists(number: int, rule: bool, seed: int = 0) -> list[TrainingQuery]:
    """Lists of eight; by the rule, what has the first two features of one sign is chosen, which no weights can say."""
    rng = np.random.default_rng(seed)
    made = []
    for day in range(number):
        features = rng.normal(size=(S, 8)).astype(np.float32)
        worth = np.sign(features[0] * features[1]) if rule else rng.normal(size=8)
        made.append(TrainingQuery(float(day), features, 3.0, np.array([int(np.argmax(worth + 0.01 * rng.random(8)))])))
    return made


def test_trees_learn_what_no_weights_can_say() -> None:
    grown = LambdaMart.fit(lists(1_200, rule=True), blank())

    assert grown is not None
    quality = [
        _ndcg(grown.score(one.features, one.experience, np.zeros(8, np.float32)), one.chosen)
        for one in lists(200, rule=True, seed=1)
    ]
    # Half of the eight fit the rule, and which of those is chosen is chance.
    by_chance = np.mean(1 / np.log2(np.arange(2, 10)))
    assert np.mean(quality) > by_chance + 0.05


def test_trees_that_win_nothing_later_are_not_kept() -> None:
    earlier, later = lists(900, rule=True), lists(300, rule=True, seed=1)
    against = np.ones((S, 1), np.float32)
    against[0] = -1.0  # what was chosen has the two features of different signs now
    turned = [TrainingQuery(one.at + 900, against * one.features, 3.0, one.chosen) for one in later]

    assert LambdaMart.fit(earlier, blank()) is not None
    assert LambdaMart.fit([*earlier, *turned], blank()) is None


def test_few_lists_grow_no_trees() -> None:
    assert LambdaMart.fit(lists(MIN_QUERIES - 1, rule=True), blank()) is None


def test_the_same_lists_grow_the_same_trees_and_their_text_is_all_of_them() -> None:
    one, other = (LambdaMart.fit(lists(800, rule=True), blank()) for _ in range(2))

    assert one is not None
    assert other is not None
    assert one.text == other.text
    asked = lists(1, rule=True, seed=9)[0]
    linear = np.zeros(8, np.float32)
    assert (
        LambdaMart(one.text).score(asked.features, 3.0, linear).tolist()
        == one.score(asked.features, 3.0, linear).tolist()
    )


def test_no_tree_grows_where_the_package_lacks_a_library_of_the_system(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tmp_path.joinpath("lightgbm.py").write_text("raise OSError('libgomp.so.1: cannot open shared object file')")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "lightgbm", raising=False)
    assert LambdaMart.fit(lists(800, rule=True), blank()) is None
    assert caplog.messages == [
        "lists are ranked by the linear weights alone: lightgbm cannot be loaded "
        "(libgomp.so.1: cannot open shared object file)"
    ]


def test_ndcg_is_worked_out() -> None:
    scores = np.array([0.1, 0.9, 0.5, 0.2], np.float32)  # order: 1, 2, 3, 0

    assert _ndcg(scores, np.array([1])) == 1.0
    assert _ndcg(scores, np.array([3])) == pytest.approx(1 / np.log2(4))
    assert _ndcg(scores, np.array([2, 0])) == pytest.approx((1 / np.log2(3) + 1 / np.log2(5)) / (1 + 1 / np.log2(3)))


def test_ranking_a_page_imports_neither_lightgbm_nor_scikit_learn() -> None:
    code = "import sys, moim.recommender; print({'lightgbm', 'sklearn', 'threadpoolctl'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
