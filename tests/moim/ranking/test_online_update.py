"""Choices from logged lists, bounded steps, and weights as bytes."""

from __future__ import annotations

import math

import numpy as np
import pytest

from moim.ranking import logged_features, online_update
from moim.ranking.choice_model import NAMES, Choice, ChoiceModel

S = len(NAMES)


def logged(first: float, experience: float = 0.0) -> bytes:
    features = np.zeros(S, np.float32)
    features[0] = first
    return logged_features.encode(features[:, None], experience)[0]


def flat() -> ChoiceModel:
    return ChoiceModel(np.zeros(S), np.zeros(S), np.full(2 * S, 0.01))


def first_of_two(value: float, experience: float = 0.0) -> Choice:
    """A choice of what has ``value`` of the first feature rather than 0."""
    features = np.zeros((S, 2), np.float32)
    features[0, 0] = value
    return Choice(features, experience, 0)


SHOWN = [(name, logged(value)) for name, value in zip("abcde", (1.0, 2.0, 3.0, 4.0, 5.0), strict=True)]


def test_a_choice_is_made_from_all_of_the_page() -> None:
    choice = online_update.choice_from_impression(SHOWN, "c", "like")
    assert choice is not None
    assert choice.features[0].tolist() == [1.0, 2.0, 3.0, 4.0, 5.0]
    assert (choice.chosen, choice.weight) == (2, 0.3)


def test_experience_is_what_was_logged_with_the_chosen_one() -> None:
    choice = online_update.choice_from_impression([("a", logged(1.0, 2.0)), ("b", logged(1.0, 3.0))], "b", "join")
    assert choice is not None
    assert choice.experience == 3.0


def test_what_was_joined_or_declined_by_then_was_no_alternative() -> None:
    choice = online_update.choice_from_impression(SHOWN, "c", "join", gone={"a", "e"})
    assert choice is not None
    assert choice.features[0].tolist() == [2.0, 3.0, 4.0]
    assert (choice.chosen, choice.weight) == (1, 1.0)
    assert online_update.choice_from_impression(SHOWN[:2], "a", "join", gone={"b"}) is None
    assert online_update.choice_from_impression(SHOWN[:1], "a", "join") is None
    # the chosen one itself may be gone by now: it was there when it was chosen
    kept = online_update.choice_from_impression(SHOWN[:2], "a", "join", gone={"a"})
    assert kept is not None
    assert kept.features.shape[1] == 2


def test_a_step_is_adagrads_of_the_rate_in_service_and_leaves_what_it_starts_from() -> None:
    before = flat()
    choice = online_update.choice_from_impression(
        [("a", logged(3.0)), ("b", logged(0.0)), ("c", logged(0.0))], "a", "join"
    )
    assert choice is not None
    after = online_update.updated(before, before, choice)
    gradient = 3.0 * (1 - 1 / 3)  # one chance in three each
    assert after.weights[0] == pytest.approx(0.05 * gradient / math.sqrt(0.01 + gradient**2))
    assert after.newcomer[0] == pytest.approx(after.weights[0])
    assert after.choices == 1
    assert not before.weights.any()
    assert before.choices == 0


def test_the_rate_can_be_given() -> None:
    slow, fast = (online_update.updated(flat(), flat(), first_of_two(1.0), rate).weights[0] for rate in (0.01, 0.1))
    assert fast == pytest.approx(10 * slow)


@pytest.mark.parametrize("value", [1e6, -1e6, 10.5, -10.5])
def test_no_feature_counts_beyond_ten_either_way(value: float) -> None:
    after = online_update.updated(flat(), flat(), first_of_two(value))
    # chosen less expected: 10 - 10 / 2
    assert after.squares[0] == pytest.approx(0.01 + (10.0 / 2) ** 2)
    assert np.sign(after.weights[0]) == np.sign(value)


def test_a_feature_of_ten_is_not_clipped() -> None:
    after = online_update.updated(flat(), flat(), first_of_two(9.5))
    assert after.squares[0] == pytest.approx(0.01 + (9.5 / 2) ** 2)


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_no_weight_moves_further_than_three_from_the_trainings_either_way(sign: float) -> None:
    trained = flat()
    trained.weights[0], trained.newcomer[0] = 1.0, -2.0
    model = trained.copy()
    model.weights[0] += sign * 2.99
    model.newcomer[0] += sign * 2.99
    step = online_update.updated(model, trained, first_of_two(sign), rate=0.005)
    assert 2.99 < sign * (step.weights[0] - 1.0) < 3.0  # a small step stays within
    far = online_update.updated(model, trained, first_of_two(sign), rate=50.0)
    assert far.weights[0] == 1.0 + sign * 3.0
    assert far.newcomer[0] == -2.0 + sign * 3.0
    assert not far.weights[1:].any()
    assert model.weights[0] == 1.0 + sign * 2.99


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_what_is_not_finite_is_refused(wrong: float) -> None:
    choice = first_of_two(1.0)
    choice.features[3, 1] = wrong
    with pytest.raises(ValueError, match="features of a choice are not finite"):
        online_update.updated(flat(), flat(), choice)
    with pytest.raises(ValueError, match="features of a choice are not finite"):
        online_update.updated(flat(), flat(), first_of_two(1.0, experience=wrong))
    for part in ("weights", "newcomer", "squares"):
        broken = flat()
        getattr(broken, part)[0] = wrong
        with pytest.raises(ValueError, match="weights are not finite"):
            online_update.updated(broken, flat(), first_of_two(1.0))


def test_bytes_round_nothing_and_others_are_refused() -> None:
    rng = np.random.default_rng(1)
    model = ChoiceModel(rng.normal(size=S), rng.normal(size=S), rng.random(2 * S), 0.1, 7)
    blob = online_update.to_bytes(model)
    assert len(blob) == 8 * (4 * S + 1)
    again = online_update.from_bytes(blob, model)
    for name in ("weights", "newcomer", "squares"):
        np.testing.assert_array_equal(getattr(again, name), getattr(model, name))
    assert (again.rate, again.choices) == (0.1, 7)
    for wrong in (b"", blob[:-8], blob[:-1], blob + b"\0" * 8, np.full(online_update.NUMBERS, np.nan).tobytes()):
        with pytest.raises(ValueError, match="not the bytes"):
            online_update.from_bytes(wrong, model)
