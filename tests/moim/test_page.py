from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from moim.page import PageSettings, make_page

SCORES = np.array([5.0, 4.9, 4.8, 1.0, 0.5, 0.0], np.float32)
CLUBS = np.array([0, 0, 0, 1, 2, 3], np.int32)
HELD = np.array([9, 9, 9, 9, 9, 1], np.int32)
UNLIKE = np.eye(6, dtype=np.float32)


def page(settings: PageSettings, k: int = 4, seed: int = 0, likeness: object = UNLIKE) -> list[int]:
    rng = np.random.default_rng(seed)
    return [one.position for one in make_page(SCORES, CLUBS, likeness, HELD, k, settings, rng)]  # type: ignore[arg-type]


def test_without_variety_the_best_stand_first_two_of_a_club() -> None:
    assert page(PageSettings(variety=0.0)) == [0, 1, 3, 4]


def test_a_place_is_not_left_empty_for_the_clubs_limit() -> None:
    assert page(PageSettings(variety=0.0, per_club=1), k=6) == [0, 3, 4, 5, 1, 2]


def test_what_is_like_the_one_above_goes_down() -> None:
    likeness = UNLIKE.copy()
    likeness[0, 1] = likeness[1, 0] = 1.0
    assert page(PageSettings(variety=0.2, per_club=3), k=3) == [0, 1, 2]
    assert page(PageSettings(variety=0.2, per_club=3), k=3, likeness=likeness) == [0, 2, 1]


def test_fewer_candidates_than_places_give_a_shorter_page() -> None:
    assert len(page(PageSettings(), k=50)) == 6
    assert make_page(SCORES[:0], CLUBS[:0], UNLIKE[:0, :0], HELD[:0], 3, PageSettings(), np.random.default_rng(0)) == []


def test_without_exploring_every_propensity_is_1() -> None:
    placed = make_page(SCORES, CLUBS, UNLIKE, HELD, 4, PageSettings(), np.random.default_rng(0))
    assert [(one.propensity, one.explored) for one in placed] == [(1.0, False)] * 4


def test_propensities_are_how_often_it_happens() -> None:
    settings = PageSettings(explore=0.4, variety=0.0)
    seen: Counter[int] = Counter()
    said: dict[int, float] = {}
    for seed in range(4000):
        first = make_page(SCORES, CLUBS, UNLIKE, HELD, 1, settings, np.random.default_rng(seed))[0]
        seen[first.position] += 1
        said[first.position] = first.propensity
    # the best: .6 + .2 / 6; the only club new to this: .2 / 6 + .2; the others: .2 / 6
    assert said == pytest.approx({0: 0.6 + 0.2 / 6, 5: 0.2 + 0.2 / 6, **dict.fromkeys((1, 2, 3, 4), 0.2 / 6)})
    for position, chance in said.items():
        assert seen[position] / 4000 == pytest.approx(chance, abs=0.025)


def test_a_click_paid_back_by_its_propensity_measures_the_page_without_exploring() -> None:
    """Inverse propensity scoring of the greedy page from explored ones equals its true value, on average."""
    clicks = np.array([0.5, 0.1, 0.1, 0.1, 0.1, 0.9])
    settings = PageSettings(explore=0.5, variety=0.0)
    rng = np.random.default_rng(1)
    total = 0.0
    for _ in range(6000):
        first = make_page(SCORES, CLUBS, UNLIKE, HELD, 1, settings, rng)[0]
        clicked = rng.random() < clicks[first.position]
        total += clicked * (first.position == 0) / first.propensity
    assert total / 6000 == pytest.approx(0.5, abs=0.04)
