"""Which terms of a score become reasons, and in which order."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
from tests.moim.features.contract import prepared
from tests.moim.worlds import NOW

from moim.explain.reason import Reason
from moim.features import FEATURES, Candidates, Member
from moim.features.matrix import FeatureSet
from moim.features.reasons import top_reasons

S = len(FEATURES)
PERSONAL = [s for s, feature in enumerate(FEATURES) if feature.personal]
SHARED = [s for s, feature in enumerate(FEATURES) if not feature.personal]


def given(terms: dict[int, float], codes: dict[int, str | None] | None = None, **options: object) -> list[str]:
    """The codes of the reasons for the first of two candidates whose terms are ``terms`` above the mean.

    Every feature with a term gives itself as reason, or what ``codes`` has for it.
    """
    context, states = prepared()
    features = FeatureSet(context, NOW)
    candidates = Candidates(context, context.world.open_at(NOW)[:2], NOW)
    member = Member.in_world(context.world, context.world.member_ids.get("minji"), states["minji"], NOW)
    names: dict[int, str | None] = {s: f"feature {s}" for s in range(S)} | (codes or {})

    def said(s: int) -> SimpleNamespace:
        return SimpleNamespace(reason=lambda *_: None if names[s] is None else Reason(str(names[s])))

    features.features = tuple(said(s) for s in range(S))  # type: ignore
    matrix = np.full((S, 2), 5.0, np.float32)
    weights = np.ones(S, np.float32)
    for s, term in terms.items():
        weights[s] = 2.0
        matrix[s, 0] += term  # above the mean of the two by half of that, twice: the term
    [found] = top_reasons(features, member, candidates, matrix, weights, [0], **options)  # type: ignore[arg-type]
    return [reason.code.removeprefix("feature ") for reason in found]


def test_the_largest_terms_come_first_and_two_are_given() -> None:
    a, b, c = PERSONAL[:3]
    assert given({a: 0.2, b: 0.5, c: 0.3}) == [str(b), str(c)]
    assert given({a: 0.2, b: 0.5, c: 0.3}, most=3) == [str(b), str(c), str(a)]


def test_a_term_about_the_activity_must_be_three_times_as_large_as_one_about_the_member() -> None:
    mine, common = PERSONAL[0], SHARED[0]
    assert given({mine: 0.1, common: 0.29}) == [str(mine), str(common)]
    assert given({mine: 0.1, common: 0.31}) == [str(common), str(mine)]


def test_terms_at_or_below_the_mean_give_no_reason() -> None:
    a, b = PERSONAL[:2]
    assert given({a: -0.5, b: 0.0}) == ["open"]
    assert given({a: -0.5, b: 0.1}) == [str(b)]


def test_a_feature_with_nothing_to_say_is_passed_over() -> None:
    a, b, c = PERSONAL[:3]
    assert given({a: 0.5, b: 0.4, c: 0.3}, {a: None}) == [str(b), str(c)]


def test_the_same_reason_is_given_once() -> None:
    a, b, c = PERSONAL[:3]
    assert given({a: 0.5, b: 0.4, c: 0.3}, {a: "near", b: "near"}) == ["near", str(c)]


def test_that_it_was_drawn_is_the_first_reason_and_counts_among_them() -> None:
    a, b = PERSONAL[:2]
    assert given({a: 0.5, b: 0.4}, explored=[True]) == ["explored", str(a)]
    assert given({}, explored=[True]) == ["explored"]


def test_a_feature_is_asked_with_its_value_at_the_position() -> None:
    context, states = prepared()
    world = context.world
    features = FeatureSet(context, NOW)
    candidates = Candidates(context, world.open_at(NOW), NOW)
    member = Member.in_world(world, world.member_ids.get("minji"), states["minji"], NOW)
    matrix = features.matrix(member, candidates)
    interest = [feature.name for feature in FEATURES].index("interest")
    weights = np.zeros(S, np.float32)
    weights[interest] = 1.0
    position = int(np.argmax(matrix[interest]))
    [[reason]] = top_reasons(features, member, candidates, matrix, weights, [position])
    expected = features.features[interest].reason(member, candidates, position, float(matrix[interest, position]))
    assert reason == expected
