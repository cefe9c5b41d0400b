"""The matrix of all features, and what is kept of it from one member to the next."""

from __future__ import annotations

import numpy as np
from tests.moim.features.contract import prepared
from tests.moim.worlds import NOW

from moim.features import FEATURES, Candidates, Member
from moim.features.matrix import FeatureSet, feature_means
from moim.members.state import MemberState


def test_the_matrix_has_a_row_for_each_feature_whoever_was_asked_about_before() -> None:
    context, states = prepared()
    world = context.world
    features = FeatureSet(context, NOW)
    everything = Candidates(context, world.open_at(NOW), NOW)
    later = Candidates(context, world.open_at(NOW)[1:], NOW + 3600)
    for candidates in (everything, later, everything):
        for name in ("minji", "jun", "nobody"):
            member = Member.in_world(world, world.member_ids.get(name), states.get(name, MemberState()), NOW)
            expected = [feature.score(member, candidates).tolist() for feature in features.features]
            assert features.matrix(member, candidates).tolist() == expected
    assert tuple(type(feature) for feature in features.features) == FEATURES


def test_what_does_not_depend_on_the_member_is_computed_once_for_the_same_candidates() -> None:
    context, states = prepared()
    world = context.world
    features = FeatureSet(context, NOW)
    asked: list[str] = []
    for feature in features.features:
        score, name = feature.score, feature.name
        feature.score = lambda m, c, score=score, name=name: asked.append(name) or score(m, c)  # type: ignore
    candidates = Candidates(context, world.open_at(NOW), NOW)
    for name in ("minji", "jun"):
        features.matrix(Member.in_world(world, world.member_ids.get(name), states[name], NOW), candidates)
    shared = [feature.name for feature in FEATURES if not feature.personal]
    assert shared
    assert [asked.count(name) for name in shared] == [1] * len(shared)
    assert {asked.count(feature.name) for feature in FEATURES if feature.personal} == {2}


def test_means_are_over_the_candidates() -> None:
    assert feature_means(np.array([[1, 2, 6], [0, 0, -3]], np.float32)).tolist() == [3.0, -1.0]
    assert feature_means(np.zeros((2, 0), np.float32)).tolist() == [0.0, 0.0]
