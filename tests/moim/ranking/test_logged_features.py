"""Features as they are logged: their bytes, and that they give an item's score again."""

from __future__ import annotations

import numpy as np
import pytest
from tests.moim.worlds import NOW, small

from moim.members import MemberState, Profile
from moim.ranking.choice_model import NAMES
from moim.ranking.logged_features import LoggedFeatures
from moim.recommender import Query, Recommender

S = len(NAMES)


def test_bytes_are_experience_and_features_in_half_precision() -> None:
    features = np.arange(S, dtype=np.float32) / 4
    data = LoggedFeatures(features, 2.5).to_bytes()
    assert np.frombuffer(data, "<f2").tolist() == [2.5, *features.tolist()]
    again = LoggedFeatures.from_bytes(data)
    assert again.experience == 2.5
    assert again.features.tolist() == features.tolist()
    assert again.features.dtype == np.float32


@pytest.mark.parametrize("length", [0, 2 * S, 2 * S + 1, 2 * S + 4])
def test_bytes_of_another_number_of_features_are_refused(length: int) -> None:
    with pytest.raises(ValueError, match="not the bytes"):
        LoggedFeatures.from_bytes(b"\0" * length)


def test_what_a_list_was_made_of_gives_its_scores_again() -> None:
    recommender = Recommender.fit(small(), at=NOW)
    found = recommender.recommend(Query(Profile("minji"), MemberState(), at=NOW))
    assert len(found) == 4
    for one in found:
        assert one.basis is not None
        weights = recommender.models["visit"].effective(one.basis.experience)
        assert float(weights @ one.basis.features) == pytest.approx(one.score, abs=1e-4)
        stored = LoggedFeatures.from_bytes(one.basis.to_bytes())
        np.testing.assert_allclose(stored.features, one.basis.features, rtol=1e-3, atol=1e-6)
