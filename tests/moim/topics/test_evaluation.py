import json

import pytest
from sklearn.metrics import precision_recall_fscore_support

from moim.topics import evaluate

TRUE = ["a", "a", "a", "b", "b", "c"]
ANSWERS = ["a", "a", "b", "b", "a", "d"]


def test_figures_by_hand():
    """a: 2 of 3 answers and 2 of 3 rows right; b: 1 of 2 and 1 of 2; c, d: none. Three of six right."""
    found = evaluate(TRUE, ANSWERS, [1.0] * 6)
    assert found.accuracy == 0.5
    assert found.f1 == pytest.approx((2 / 3 + 1 / 2) / 4)
    assert found.classes == ("a", "b", "c", "d")
    assert found.confusion.tolist() == [[2, 1, 0, 0], [1, 1, 0, 0], [0, 0, 0, 1], [0, 0, 0, 0]]
    assert found.normalised()[1].tolist() == [0.5, 0.5, 0, 0]
    assert found.normalised()[3].tolist() == [0, 0, 0, 0]
    assert found.ece == 0.5  # said to be sure, right in half of the rows
    json.dumps(found.as_json())


def test_macro_figures_equal_scikit_learn():
    found = evaluate(TRUE, ANSWERS, [0.5] * 6)
    expected = precision_recall_fscore_support(TRUE, ANSWERS, average="macro", zero_division=0)[:3]
    assert (found.precision, found.recall, found.f1) == pytest.approx(expected)


def test_calibration_error_by_hand():
    """Two bins: .9 twice, right once (gap .4); .5 twice, right once (gap 0): (2 * .4 + 2 * 0) / 4 = .2."""
    assert evaluate(["a", "b", "a", "b"], ["a", "a", "a", "a"], [0.9, 0.9, 0.5, 0.5]).ece == pytest.approx(0.2)


@pytest.mark.parametrize(("labels", "answers"), [([], []), (["a"], [])])
def test_nothing_to_compare_is_refused(labels, answers):
    with pytest.raises(ValueError, match="at least 1"):
        evaluate(labels, answers, [])
