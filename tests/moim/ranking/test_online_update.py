from __future__ import annotations

import math

import numpy as np
import pytest
from tests.moim.worlds import NOW, small

from moim.members.state import MemberState, Profile
from moim.ranking import logged_features, online_update
from moim.ranking.choice_model import NAMES, Choice, ChoiceModel
from moim.recommender import Recommender

S = len(NAMES)


def basis(first: float, experience: float = 0.0) -> bytes:
    features = np.zeros(S, np.float32)
    features[0] = first
    return logged_features.encode(features[:, None], experience)[0]


def flat() -> ChoiceModel:
    return ChoiceModel(np.zeros(S), np.zeros(S), np.full(2 * S, 0.01))


SHOWN = [(name, basis(value)) for name, value in zip("abcde", (1.0, 2.0, 3.0, 4.0, 5.0), strict=True)]


def test_a_choice_is_made_from_all_of_the_page() -> None:
    choice = online_update.choice_from_impression(SHOWN, "c", "like")
    assert choice is not None
    assert choice.features[0].tolist() == [1.0, 2.0, 3.0, 4.0, 5.0]
    assert (choice.chosen, choice.weight) == (2, 0.3)


def test_what_was_joined_or_declined_by_then_was_no_alternative() -> None:
    choice = online_update.choice_from_impression(SHOWN, "c", "join", gone={"a", "e"})
    assert choice is not None
    assert choice.features[0].tolist() == [2.0, 3.0, 4.0]
    assert (choice.chosen, choice.weight) == (1, 1.0)
    assert online_update.choice_from_impression(SHOWN[:2], "a", "join", gone={"b"}) is None
    assert online_update.choice_from_impression(SHOWN[:1], "a", "join") is None


def test_a_step_is_adagrads_of_the_rate_in_service_and_leaves_what_it_starts_from() -> None:
    before = flat()
    choice = online_update.choice_from_impression(
        [("a", basis(3.0)), ("b", basis(0.0)), ("c", basis(0.0))], "a", "join"
    )
    assert choice is not None
    after = online_update.stepped(before, before, choice)
    gradient = 3.0 * (1 - 1 / 3)  # one chance in three each: what stands at the end of the page was passed by too
    assert after.weights[0] == pytest.approx(0.05 * gradient / math.sqrt(0.01 + gradient**2))
    assert after.choices == 1
    assert not before.weights.any()


def test_no_feature_counts_beyond_the_largest() -> None:
    choice = Choice(np.zeros((S, 2), np.float32), 0.0, 0)
    choice.features[0, 0] = 1e6
    after = online_update.stepped(flat(), flat(), choice)
    assert after.squares[0] == pytest.approx(0.01 + (online_update.LARGEST / 2) ** 2)


def test_no_weight_moves_further_than_the_farthest_however_often_the_same_is_clicked() -> None:
    trained = model = flat()
    trained.weights[0] = 1.0
    choice = Choice(np.zeros((S, 2), np.float32), 0.0, 0)
    choice.features[0, 1] = -1.0
    choice.features[1, 1] = 1e-3
    for _ in range(6_000):  # in larger steps than in service, whose clicks would have to be many more
        model = online_update.stepped(model, trained, Choice(choice.features[:, ::-1], 0.0, 0), rate=0.2)
    assert model.weights[0] == trained.weights[0] - online_update.FARTHEST
    assert np.isfinite(model.squares).all()


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_what_is_not_finite_is_refused(wrong: float) -> None:
    choice = Choice(np.zeros((S, 2), np.float32), 0.0, 0)
    choice.features[3, 1] = wrong
    with pytest.raises(ValueError, match="not finite"):
        online_update.stepped(flat(), flat(), choice)
    with pytest.raises(ValueError, match="not finite"):
        online_update.stepped(flat(), flat(), Choice(np.ones((S, 2), np.float32), wrong, 0))
    broken = flat()
    broken.weights[0] = wrong
    with pytest.raises(ValueError, match="not finite"):
        online_update.stepped(broken, flat(), Choice(np.ones((S, 2), np.float32), 0.0, 0))


def test_bytes_round_nothing_and_others_are_refused() -> None:
    rng = np.random.default_rng(1)
    model = ChoiceModel(rng.normal(size=S), rng.normal(size=S), rng.random(2 * S), 0.1, 7)
    blob = online_update.to_bytes(model)
    again = online_update.from_bytes(blob, model)
    for name in ("weights", "newcomer", "squares"):
        np.testing.assert_array_equal(getattr(again, name), getattr(model, name))
    assert (again.rate, again.choices) == (0.1, 7)
    for wrong in (b"", blob[:-8], blob[:-1], blob + b"\0" * 8, np.full(online_update.NUMBERS, np.nan).tobytes()):
        with pytest.raises(ValueError, match="not the bytes"):
            online_update.from_bytes(wrong, model)


def test_what_a_list_was_made_of_gives_its_scores_again() -> None:
    recommender = Recommender.fit(small(), at=NOW)
    found = recommender.recommend(Profile("minji"), MemberState(), at=NOW)
    assert len(found) == 4
    features, experience = logged_features.decode([one.logged or b"" for one in found])
    for place, one in enumerate(found):
        weights = recommender.models["visit"].effective(experience[place])
        assert float(weights @ features[:, place]) == pytest.approx(one.score, abs=1e-2)  # half precision
