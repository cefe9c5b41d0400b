from __future__ import annotations

import math

import numpy as np
import pytest
from tests.moim.features.contract import prepared
from tests.moim.worlds import NOW

from moim.features import FEATURES, Candidates, Member
from moim.members import MemberState
from moim.ranking.choice_model import NAMES, Choice, ChoiceModel, FeatureSet, _Stacked

S = len(NAMES)


def features(*rows: tuple[int, list[float]], n: int = 3) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    matrix = np.zeros((S, n), np.float32)
    for row, values in rows:
        matrix[row] = values
    return matrix


def blank() -> ChoiceModel:
    return ChoiceModel(np.zeros(S), np.zeros(S), np.full(2 * S, 0.01))


def test_chances_are_the_softmax_of_the_scores() -> None:
    model = blank()
    model.weights[0], model.newcomer[0] = 1.0, 2.0
    # with one activity known the weight is 1 + 2 / 2 = 2
    chances = model.probabilities(features((0, [0.0, 1.0, 0.5])), 1.0)
    odds = np.exp([0.0, 2.0, 1.0])
    np.testing.assert_allclose(chances, odds / odds.sum(), rtol=1e-6)


def test_one_choice_is_one_adagrad_step() -> None:
    model = blank()
    model.learn(Choice(features((0, [3.0, 0.0, 0.0])), 0.0, 0))
    gradient = 3.0 * (1 - 1 / 3)  # chosen less expected: every candidate had one chance in three
    step = 0.2 * gradient / math.sqrt(0.01 + gradient**2)
    assert model.weights[0] == pytest.approx(step)
    assert model.newcomer[0] == pytest.approx(step)  # nothing was known: 1 / (1 + 0)
    assert not model.weights[1:].any()
    assert model.choices == 1


def test_a_weaker_choice_teaches_less() -> None:
    strong, weak = blank(), blank()
    strong.learn(Choice(features((0, [0.1, 0.0, 0.0])), 0.0, 0, 1.0))
    weak.learn(Choice(features((0, [0.1, 0.0, 0.0])), 0.0, 0, 0.1))
    assert 0 < weak.weights[0] < strong.weights[0]


def test_the_batch_gradient_is_that_of_the_loss() -> None:
    rng = np.random.default_rng(3)
    choices = [
        Choice(rng.normal(size=(S, n)).astype(np.float32), float(i), int(rng.integers(n)), 0.5 + i % 2)
        for i, n in enumerate((2, 5, 9))
    ]
    stacked, middle = _Stacked(choices), rng.normal(size=2 * S)
    at = rng.normal(size=2 * S)
    steps = 0.01 * np.eye(2 * S)  # not finer: the features are of single precision
    numeric = [(stacked.loss(at + step, middle)[0] - stacked.loss(at - step, middle)[0]) / 0.02 for step in steps]
    np.testing.assert_allclose(stacked.loss(at, middle)[1], numeric, atol=3e-3)


def test_the_batch_and_the_single_gradient_agree() -> None:
    rng = np.random.default_rng(4)
    choice = Choice(rng.normal(size=(S, 6)).astype(np.float32), 2.0, 4, 0.7)
    model = ChoiceModel.prior()
    weights = np.concatenate([model.weights, model.newcomer])
    np.testing.assert_allclose(_Stacked([choice]).loss(weights, weights)[1], -model.gradient(choice), atol=1e-4)


def test_learning_from_a_past_finds_what_was_preferred() -> None:
    rng = np.random.default_rng(5)
    choices = []
    for _ in range(3000):
        matrix = np.zeros((S, 10), np.float32)
        matrix[:2] = rng.normal(size=(2, 10))
        odds = np.exp(2.0 * matrix[0] - 1.0 * matrix[1])
        choices.append(Choice(matrix, 50.0, int(rng.choice(10, p=odds / odds.sum()))))
    model = ChoiceModel.prior()
    model.fit(choices)
    assert model.weights[0] == pytest.approx(2.0, abs=0.3)
    assert model.weights[1] == pytest.approx(-1.0, abs=0.3)
    untouched = [FEATURES[i].prior for i in range(2, S)]
    np.testing.assert_allclose(model.weights[2:], untouched, atol=1e-6)


def test_without_a_past_the_prior_stays() -> None:
    model = ChoiceModel.prior()
    model.fit([])
    assert model.named() == ChoiceModel.prior().named()


def test_the_matrix_is_what_each_feature_says_whoever_was_asked_about_before() -> None:
    index, states = prepared()
    world = index.world
    features = FeatureSet(index, NOW)
    everything = Candidates(index, world.open_at(NOW), NOW)
    later = Candidates(index, world.open_at(NOW)[1:], NOW + 3600)
    for candidates in (everything, later, everything):
        for name in ("minji", "jun", "nobody"):
            member = Member.in_world(world, world.member_ids.get(name), states.get(name, MemberState()), NOW)
            expected = [feature.score(member, candidates).tolist() for feature in features.features]
            assert features.matrix(member, candidates).tolist() == expected


def test_the_batch_leaves_adagrad_the_squares_of_the_single_gradients() -> None:
    rng = np.random.default_rng(5)
    choices = [
        Choice(rng.normal(size=(S, n)).astype(np.float32), float(i), int(rng.integers(n)), 0.5 + i % 2)
        for i, n in enumerate((2, 5, 9))
    ]
    model = blank()
    model.fit(choices)
    np.testing.assert_allclose(model.squares, 0.01 + sum(model.gradient(c) ** 2 for c in choices), rtol=1e-4)
