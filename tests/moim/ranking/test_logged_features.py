"""Features as they are logged: their bytes, and that they give an item's score again."""

from __future__ import annotations

import numpy as np
import pytest
from tests.moim.worlds import NOW, small

from moim.members import MemberState, Profile
from moim.ranking.choice_model import NAMES
from moim.ranking.logged_features import decode, encode
from moim.recommender import Query, Recommender

S = len(NAMES)


def test_bytes_are_experience_and_features_in_half_precision() -> None:
    features = np.arange(S, dtype=np.float32) / 4
    data = encode(np.stack([features, features + 1], axis=1), 2.5)
    assert np.frombuffer(data[0], "<f2").tolist() == [2.5, *features.tolist()]
    assert np.frombuffer(data[1], "<f2").tolist() == [2.5, *(features + 1).tolist()]
    again, experience = decode(data)
    assert experience.tolist() == [2.5, 2.5]
    assert again.T.tolist() == [features.tolist(), (features + 1).tolist()]
    assert again.dtype == np.float32
    assert encode(np.zeros((S, 0), np.float32), 2.5) == []
    assert decode([])[0].shape == (S, 0)


@pytest.mark.parametrize("length", [0, 2 * S, 2 * S + 1, 2 * S + 4])
def test_bytes_of_another_number_of_features_are_refused(length: int) -> None:
    with pytest.raises(ValueError, match="not the bytes"):
        decode([b"\0" * (2 * S + 2), b"\0" * length])


def test_what_a_list_was_made_of_gives_its_scores_again() -> None:
    recommender = Recommender.fit(small(), at=NOW)
    found = recommender.recommend(Query(Profile("minji"), MemberState(), at=NOW))
    assert len(found) == 4
    features, experience = decode([one.logged or b"" for one in found])
    weights = recommender.models["visit"].effective(float(experience[0]))
    assert (weights @ features).tolist() == pytest.approx([one.score for one in found], abs=1e-2)  # half precision
