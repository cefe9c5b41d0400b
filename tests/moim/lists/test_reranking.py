from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from moim.data.arrays import Floats32
from moim.lists.pool import Pool
from moim.lists.reranking import RerankSettings, _chances, _divergence, rerank

SCORES = np.array([5.0, 4.9, 4.8, 1.0, 0.5, 0.0], np.float32)
CLUBS = np.array([0, 0, 0, 1, 2, 3], np.int32)
HELD = np.array([9, 9, 9, 9, 9, 1], np.int32)
UNLIKE = np.eye(6, dtype=np.float32)
CATEGORIES = np.array([0, 0, 0, 1, 0, -1], np.int32)
POOL = Pool(SCORES, CLUBS, CATEGORIES, UNLIKE, HELD)


def page(settings: RerankSettings, k: int = 4, seed: int = 0, likeness: Floats32 = UNLIKE) -> list[int]:
    pool = replace(POOL, likeness=likeness)
    return [one.position for one in rerank(pool, k, settings, np.random.default_rng(seed))]


def test_without_variety_the_best_stand_first_two_of_a_club() -> None:
    assert page(RerankSettings(variety=0.0)) == [0, 1, 3, 4]


def test_a_place_is_not_left_empty_for_the_clubs_limit() -> None:
    assert page(RerankSettings(variety=0.0, per_club=1), k=6) == [0, 3, 4, 5, 1, 2]


def test_what_is_like_the_one_above_goes_down() -> None:
    likeness = UNLIKE.copy()
    likeness[0, 1] = likeness[1, 0] = 1.0
    assert page(RerankSettings(variety=0.2, per_club=3), k=3) == [0, 1, 2]
    assert page(RerankSettings(variety=0.2, per_club=3), k=3, likeness=likeness) == [0, 2, 1]


def test_fewer_candidates_than_places_give_a_shorter_page() -> None:
    assert len(page(RerankSettings(), k=50)) == 6
    empty = Pool(SCORES[:0], CLUBS[:0], CATEGORIES[:0], UNLIKE[:0, :0], HELD[:0])
    assert rerank(empty, 3, RerankSettings(), np.random.default_rng(0)) == []


def test_without_exploring_every_propensity_is_1() -> None:
    placed = rerank(POOL, 4, RerankSettings(), np.random.default_rng(0))
    assert [(one.propensity, one.explored) for one in placed] == [(1.0, False)] * 4


def test_propensities_are_how_often_it_happens() -> None:
    settings = RerankSettings(explore=0.4, variety=0.0)
    seen: Counter[int] = Counter()
    said: dict[int, float] = {}
    for seed in range(4000):
        first = rerank(POOL, 1, settings, np.random.default_rng(seed))[0]
        seen[first.position] += 1
        said[first.position] = first.propensity
    # the best: .6 + .2 / 6; the only club new to this: .2 / 6 + .2; the others: .2 / 6
    assert said == pytest.approx({0: 0.6 + 0.2 / 6, 5: 0.2 + 0.2 / 6, **dict.fromkeys((1, 2, 3, 4), 0.2 / 6)})
    for position, chance in said.items():
        assert seen[position] / 4000 == pytest.approx(chance, abs=0.025)


def test_a_click_paid_back_by_its_propensity_measures_the_page_without_exploring() -> None:
    """Inverse propensity scoring of the greedy page from explored ones equals its true value, on average."""
    clicks = np.array([0.5, 0.1, 0.1, 0.1, 0.1, 0.9])
    settings = RerankSettings(explore=0.5, variety=0.0)
    rng = np.random.default_rng(1)
    total = 0.0
    for _ in range(6000):
        first = rerank(POOL, 1, settings, rng)[0]
        clicked = rng.random() < clicks[first.position]
        total += clicked * (first.position == 0) / first.propensity
    assert total / 6000 == pytest.approx(0.5, abs=0.04)


def test_a_page_has_of_each_category_what_the_member_likes() -> None:
    """Half and half is wanted; without calibration the first place of category 1 would be the third.

    After [0] the page is all of category 0: KL(half, half || 1, 0) is large, and one of category 1 makes it 0.
    """
    settings = RerankSettings(variety=0.0, per_club=6)
    half = np.array([0.5, 0.5])
    plain = rerank(POOL, 4, replace(settings, calibration=0.0), np.random.default_rng(0), half)
    mixed = rerank(POOL, 4, replace(settings, calibration=2.0), np.random.default_rng(0), half)
    assert [one.position for one in plain] == [0, 1, 2, 3]
    assert [one.position for one in mixed] == [0, 3, 1, 2]  # 3 is the only one of category 1


def test_how_far_a_page_is_from_the_mix_worked_out_by_hand() -> None:
    """Of three places two are taken by category 0; the mix wants three quarters of 0 and a quarter of 1."""
    mix = np.array([0.75, 0.25])

    def kl(shares: tuple[float, float]) -> float:
        return sum(p * math.log(p / (0.99 * q + 0.01 * p)) for p, q in zip(mix, shares, strict=True))

    expected = [kl((1.0, 0.0)), kl((2 / 3, 1 / 3)), kl((2 / 3, 0.0))]
    assert _divergence(mix, np.array([2.0, 0.0, 0.0])) == pytest.approx(expected)
    assert expected[1] < expected[0] < expected[2]


def test_a_mix_that_does_not_know_a_category_yet_counts_it_as_none() -> None:
    pool = replace(POOL, categories=np.array([0, 7, 0, 1, 0, -1], np.int32))
    assert len(rerank(pool, 6, RerankSettings(), np.random.default_rng(0), np.array([0.5, 0.5]))) == 6


def of_three(scores: list[float], likeness: Floats32, **settings: float) -> list[int]:
    pool = Pool(np.array(scores, np.float32), np.arange(3), np.full(3, -1), likeness, np.full(3, 9, np.int32))
    chosen = rerank(pool, 3, RerankSettings(**settings), np.random.default_rng(0))  # type: ignore[arg-type]
    return [one.position for one in chosen]


@pytest.mark.parametrize(("alike", "order"), [(0.79, [0, 1, 2]), (0.82, [0, 2, 1])])
def test_how_much_likeness_a_better_score_makes_up_for(alike: float, order: list[int]) -> None:
    """Scores 3, 1, 0 have a standard deviation of sqrt(14 / 9) = 1.247: 1 is 0.802 of it above 0.

    At variety 1/2 the second is put below the third where 1/2 * 2 * likeness > 1/2 * 0.802: likeness above 0.401. At
    variety 1/3 where 1/3 * 2 * likeness > 2/3 * 0.802: likeness above 0.802.
    """
    likeness = np.eye(3, dtype=np.float32)
    likeness[0, 1] = likeness[1, 0] = alike
    assert of_three([3.0, 1.0, 0.0], likeness, variety=1 / 3) == order
    likeness[0, 1] = likeness[1, 0] = alike / 2
    assert of_three([3.0, 1.0, 0.0], likeness, variety=1 / 2) == order


def test_only_the_likest_above_counts() -> None:
    """After 0 and 1, candidate 2 is half like each: 0.5, not 1. Candidate 3 is like nothing, but scores less."""
    likeness = np.eye(4, dtype=np.float32)
    likeness[2, :2] = likeness[:2, 2] = 0.5
    scores = np.array([3.0, 2.9, 1.0, 0.0], np.float32)  # standard deviation 1.27: 2 is 0.79 of it above 3
    pool = Pool(scores, np.arange(4), np.full(4, -1), likeness, np.full(4, 9, np.int32))
    chosen = rerank(pool, 3, RerankSettings(variety=0.4), np.random.default_rng(0))
    # .6 * .79 = .47 against .4 * 2 * .5 = .40; were both counted it would be .80
    assert [one.position for one in chosen] == [0, 1, 2]


def test_likeness_to_any_above_counts_not_only_to_the_last_one() -> None:
    """At the third place candidate 2 is like the first item, and candidate 3, which scores .01 less, like neither."""
    likeness = np.eye(4, dtype=np.float32)
    likeness[0, 2] = likeness[2, 0] = 1.0
    pool = Pool(
        np.array([3.0, 2.0, 1.0, 0.99], np.float32), np.arange(4), np.full(4, -1), likeness, np.full(4, 9, np.int32)
    )
    # .01 of score is .8 * .01 / .83 = .01 of relevance; being like one above costs .2 * 2 * 1 = .4.
    found = rerank(pool, 4, RerankSettings(variety=0.2), np.random.default_rng(0))
    assert [one.position for one in found] == [0, 1, 3, 2]


def test_equal_scores_have_no_spread_to_divide_by() -> None:
    assert of_three([2.0, 2.0, 2.0], np.eye(3, dtype=np.float32)) == [0, 1, 2]


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ([3, 4, 4], [0.05 + 0.15 + 0.7, 0.05, 0.05]),  # three held: still new, and the best
        ([4, 3, 4], [0.05 + 0.7, 0.05 + 0.15, 0.05]),
        ([4, 3, 0], [0.05 + 0.7, 0.05 + 0.075, 0.05 + 0.075]),  # two new ones share
        ([4, 4, 4], [0.1 + 0.7, 0.1, 0.1]),  # none is new: all even
    ],
)
def test_half_of_the_draws_are_among_new_clubs(held: list[int], expected: list[float]) -> None:
    """Explore 0.3: 0.15 / 3 = 0.05 for each of three, 0.15 among the new, 0.7 for the best."""
    chances = _chances(0, np.array(held, np.int32), 0.3)
    assert chances.tolist() == pytest.approx(expected)
    assert chances.sum() == pytest.approx(1.0)


def test_propensities_of_a_place_are_given_what_stands_above() -> None:
    """One of a club is allowed: once 0 is placed, 1 and 2 of its club are not free any more, and 3 is the best."""
    settings = RerankSettings(explore=0.4, variety=0.0, calibration=0.0, per_club=1)
    seen: dict[int, float] = {}
    for seed in range(300):
        first, second = rerank(POOL, 2, settings, np.random.default_rng(seed))
        if first.position == 0:
            seen[second.position] = second.propensity
            assert second.explored == (second.position != 3)
    # free are 3, 4, 5: .2 / 3 each; 5 alone is new: .2 more; 3 is the best: .6 more
    assert seen == pytest.approx({3: 0.6 + 0.2 / 3, 4: 0.2 / 3, 5: 0.2 + 0.2 / 3})
    assert sum(seen.values()) == pytest.approx(1.0)


def test_a_place_drawn_for_the_best_is_not_called_explored() -> None:
    placed = [rerank(POOL, 1, RerankSettings(explore=1.0), np.random.default_rng(seed))[0] for seed in range(60)]
    assert {one.explored for one in placed if one.position == 0} == {False}
    assert {one.explored for one in placed if one.position != 0} == {True}
    assert {one.position for one in placed} == set(range(6))


def test_the_same_seed_gives_the_same_list_and_another_another() -> None:
    settings = RerankSettings(explore=0.5)
    lists = [rerank(POOL, 6, settings, np.random.default_rng(seed)) for seed in (7, 7, 8, 9)]
    assert lists[0] == lists[1]
    assert lists[2] != lists[0] or lists[3] != lists[0]


def test_new_clubs_get_their_share_of_the_first_places() -> None:
    """Explore .5: the one new club of six gets .25 / 6 + .25 = 29 % of the first places; s.e. of 3,000 is 0.8 %."""
    settings = RerankSettings(explore=0.5, variety=0.0)
    first = [rerank(POOL, 1, settings, np.random.default_rng(seed))[0].position for seed in range(3000)]
    assert first.count(5) / 3000 == pytest.approx(0.25 / 6 + 0.25, abs=0.025)


def test_unless_stated_two_of_a_club_some_variety_and_calibration_and_no_exploration() -> None:
    assert RerankSettings() == RerankSettings(per_club=2, variety=0.2, calibration=0.5, explore=0.0)


def test_each_place_counts_once_in_the_mix() -> None:
    """Ten of one score, five of each category; the mix wants .71 of 0.

    0 goes first, then 1: (1/2, 1/2) is nearer than (1, 0). Then 0, to (2/3, 1/3), and 0, to (3/4, 1/4). The fifth is 0:
    KL to (4/5, 1/5) is .71 ln(.71/.8) + .29 ln(.29/.2) = .023, to (3/5, 2/5) .71 ln(.71/.6) + .29 ln(.29/.4) = .026.
    """
    categories = np.repeat([0, 1], 5)
    pool = Pool(np.ones(10, np.float32), np.arange(10), categories, np.eye(10, dtype=np.float32), np.full(10, 9))
    settings = RerankSettings(variety=0.0, calibration=1.0)
    placed = rerank(pool, 5, settings, np.random.default_rng(0), np.array([0.71, 0.29]))
    assert [int(categories[one.position]) for one in placed] == [0, 1, 0, 0, 0]


def test_a_category_that_is_not_wanted_is_left_out_of_the_distance() -> None:
    """KL sums over what the mix wants: 1 ln(1 / 1) = 0 where all is of it, 1 ln(1 / .01) where nothing is."""
    found = _divergence(np.array([1.0, 0.0]), np.zeros(3))
    assert found.tolist() == pytest.approx([0.0, math.log(100), math.log(100)])
