from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.moim.worlds import NOW, small

from moim.data.arrays import Floats32
from moim.data.world import World
from moim.features import Candidates, Member
from moim.features.context import FeatureContext
from moim.features.matrix import FeatureSet
from moim.lists.scoring import Scorer, best_first
from moim.members import MemberState, Profile, Trace
from moim.ranking.choice_model import NAMES, SCENARIOS, ChoiceModel
from moim.ranking.lambdamart import LambdaMart


@given(st.lists(st.tuples(st.sampled_from([-1.5, 0.0, 0.25, 3.0]), st.booleans()), max_size=40))
def test_the_best_come_first_and_those_not_allowed_never(rows: list[tuple[float, bool]]) -> None:
    scores = np.array([score for score, _ in rows], np.float32)
    allowed = np.array([one for _, one in rows], np.bool_)
    order = best_first(scores, allowed).tolist()
    assert sorted(order) == np.flatnonzero(allowed).tolist()
    assert [float(scores[i]) for i in order] == sorted((float(scores[i]) for i in order), reverse=True)


def test_positions_count_those_that_are_not_allowed() -> None:
    scores = np.array([9.0, 1.0, 3.0, 2.0], np.float32)
    assert best_first(scores, np.array([False, True, True, True])).tolist() == [2, 3, 1]


def test_equal_scores_are_in_an_order_that_no_file_decides() -> None:
    tied = np.array([2.0, *[1.0] * 30, 5.0], np.float32)
    order = best_first(tied, np.ones(32, np.bool_)).tolist()
    assert order[:2] == [31, 0]
    assert order[2:] not in (sorted(order[2:]), sorted(order[2:], reverse=True))
    assert order == best_first(tied, np.ones(32, np.bool_)).tolist()


def test_ties_are_drawn_by_the_number_of_items_allowed() -> None:
    """Two ties of two among five: each pair is ordered by the numbers ``default_rng(5)`` gives its members."""
    lots = np.random.default_rng(5).random(5)
    scores = np.array([1.0, 7.0, 1.0, 4.0, 7.0], np.float32)
    sevens, ones = sorted([1, 4], key=lambda p: lots[p]), sorted([0, 2], key=lambda p: lots[p])
    assert best_first(scores, np.ones(5, np.bool_)).tolist() == [*sevens, 3, *ones]


class OnePerExperience(LambdaMart):
    """Trees that add a constant to the first candidate, so that what they add can be told from the weights."""

    def score(self, matrix: Floats32, experience: float, scores: Floats32) -> Floats32:
        added = np.zeros(matrix.shape[1], np.float32)
        added[0] = 10.0 + experience
        return added


@pytest.fixture
def scorer() -> Scorer:
    context = FeatureContext(World.of(small()))
    context.fit(NOW)
    models = {scenario: ChoiceModel.prior() for scenario in SCENARIOS}
    for number, scenario in enumerate(SCENARIOS):
        models[scenario].weights[:] = models[scenario].newcomer[:] = 0.0
        models[scenario].weights[NAMES.index("joins")] = 1.0 + number
        models[scenario].newcomer[NAMES.index("seats")] = 3.0
    return Scorer(FeatureSet(context, NOW), models)


def test_a_score_is_the_weighted_sum_of_the_features(scorer: Scorer) -> None:
    """A newcomer of experience 1 (one join) has half of the newcomers' weights on top."""
    context = scorer.features.features[0].context
    state = MemberState({"cup": Trace("join", int(NOW))})
    member = Member.of(context.world, Profile("jun"), state, NOW)
    candidates = Candidates(context, np.arange(4, dtype=np.int32), NOW)
    for scenario, weight in zip(SCENARIOS, (1.0, 2.0), strict=True):
        scored = scorer.score(member, candidates, scenario)
        joins, seats = scored.features[NAMES.index("joins")], scored.features[NAMES.index("seats")]
        np.testing.assert_allclose(scored.scores, weight * joins + 3.0 / (1.0 + 1.0) * seats, rtol=1e-6)
        assert scored.weights[NAMES.index("seats")] == 1.5
        assert scored.member is member
        assert scored.candidates is candidates


def test_trees_count_in_lists_for_later_only(scorer: Scorer) -> None:
    context = scorer.features.features[0].context
    member = Member.of(context.world, Profile("jun"), MemberState({"cup": Trace("join", int(NOW))}), NOW)
    candidates = Candidates(context, np.arange(4, dtype=np.int32), NOW)
    bare = {scenario: scorer.score(member, candidates, scenario).scores for scenario in SCENARIOS}
    scorer.trees = OnePerExperience("")
    grown = {scenario: scorer.score(member, candidates, scenario).scores for scenario in SCENARIOS}
    np.testing.assert_array_equal(grown["visit"], bare["visit"])
    np.testing.assert_allclose(grown["list"] - bare["list"], [11.0, 0.0, 0.0, 0.0], rtol=1e-6)
