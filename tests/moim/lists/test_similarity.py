from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from tests.moim.worlds import NOW, activity, small

from moim.data.world import World
from moim.features import Candidates
from moim.features.context import FeatureContext
from moim.lists.similarity import similarity

DEGREE_KM = 6371.0 * math.pi / 180.0  # of latitude: 111.2 km
HERE: dict[str, Any] = {"lat": 37.0, "lon": 127.0}


def beyond_words(place: dict[str, Any], *events: tuple[str, str, str, float]) -> dict[str, float]:
    """What the terms but the words add up to, by id; the activity asked about is ``a``, at ``place``."""
    rows = [
        activity("a", "clay", "도자기 그릇", **place),
        activity("b", "clay", "도자기 컵", **HERE),
        activity("c", "run", "한강 러닝", category="취미", lat=38.0, lon=127.0),
        activity("d", "run", "아침 러닝"),
    ]
    context = FeatureContext(World.of(small(list(events), activities=rows)))
    candidates = Candidates(context, np.arange(4, dtype=np.int32), NOW)
    scores = similarity(0, candidates)
    assert scores.dtype == np.float32
    cosines = (candidates.words @ candidates.words[[0]].T).toarray().ravel()
    assert cosines[0] == pytest.approx(1.0)
    assert 0.0 < cosines[1] < 1.0
    assert cosines[3] == 0.0
    return dict(zip("abcd", (scores - cosines).tolist(), strict=True))


def test_category_club_and_distance_count() -> None:
    found = beyond_words(HERE)
    assert found["a"] == pytest.approx(0.25 + 0.15, abs=1e-4)
    assert found["b"] == pytest.approx(0.25 + 0.15, abs=1e-4)  # 0 km
    assert found["c"] == pytest.approx(0.25 - 0.08 * math.log(1 + DEGREE_KM), abs=1e-4)
    assert found["d"] == pytest.approx(-0.08 * math.log(1 + 50.0), abs=1e-6)  # no place: as if 50 km away


def test_without_a_place_distance_counts_for_none() -> None:
    found = beyond_words({})
    assert [found[one] for one in "abcd"] == pytest.approx([0.4, 0.4, 0.25, 0.0], abs=1e-6)


def test_people_who_go_to_both_count_by_the_logarithm_of_their_number() -> None:
    both = [(who, what, "join", 60.0) for who in ("jun", "sora") for what in ("a", "c")]
    found = beyond_words({}, *both, ("jun", "b", "join", 50.0), ("minji", "d", "join", 50.0))
    assert found["b"] == pytest.approx(0.4 + 0.15 * math.log(2), abs=1e-6)
    assert found["c"] == pytest.approx(0.25 + 0.15 * math.log(3), abs=1e-6)
    assert found["d"] == pytest.approx(0.0, abs=1e-6)  # minji does not go to a
