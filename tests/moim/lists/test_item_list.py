from __future__ import annotations

import numpy as np
import pytest
from tests.moim.worlds import NOW, small

from moim.data.world import World
from moim.features import Candidates, Member
from moim.features.context import FeatureContext
from moim.features.matrix import FeatureSet
from moim.lists.item_list import item_list
from moim.lists.reranking import Placed
from moim.lists.scoring import Scored, Scorer
from moim.members import MemberState, Profile, Trace
from moim.ranking.choice_model import ChoiceModel
from moim.ranking.logged_features import decode

ROWS = np.array([3, 2, 0], np.int32)  # morning, night, bowl


@pytest.fixture
def scorer() -> Scorer:
    context = FeatureContext(World.of(small()))
    context.fit(NOW)
    return Scorer(FeatureSet(context, NOW), {"visit": ChoiceModel.prior()})


@pytest.fixture
def scored(scorer: Scorer) -> Scored:
    context = scorer.features.features[0].context
    state = MemberState({"cup": Trace("join", int(NOW)), "night": Trace("like", int(NOW))})
    member = Member.of(context.world, Profile("minji", clubs=frozenset({"clay"})), state, NOW)
    return scorer.score(member, Candidates(context, ROWS, NOW), "visit")


def test_items_are_in_the_order_placed_with_their_own_figures(scorer: Scorer, scored: Scored) -> None:
    found = item_list(scorer.features, scored, [Placed(2, 0.75, False), Placed(0, 0.1, True)])
    assert [(one.rank, one.item_id, one.propensity, one.explored) for one in found] == [
        (1, "bowl", 0.75, False),
        (2, "morning", 0.1, True),
    ]
    assert [one.score for one in found] == [float(scored.scores[2]), float(scored.scores[0])]
    assert item_list(scorer.features, scored, []) == []


def test_reasons_are_those_of_the_item_and_a_draw_says_so_first(scorer: Scorer, scored: Scored) -> None:
    bowl, morning = item_list(scorer.features, scored, [Placed(2, 1.0, False), Placed(0, 1.0, True)])
    assert bowl.reasons[0].code == "member_of_club"
    assert len(bowl.reasons) == 2
    assert morning.reasons[0].code == "explored"
    short = item_list(scorer.features, scored, [Placed(2, 1.0, False)], reasons=1)[0]
    assert short.reasons == bowl.reasons[:1]


def test_items_carry_the_features_they_were_ranked_by(scorer: Scorer, scored: Scored) -> None:
    item = item_list(scorer.features, scored, [Placed(1, 1.0, False)])[0]
    assert item.logged is not None
    features, experience = decode([item.logged])
    np.testing.assert_allclose(features[:, 0], scored.features[:, 1], rtol=1e-3, atol=1e-6)
    assert experience.tolist() == [1.5]  # a join and a like
    assert item_list(scorer.features, scored, [Placed(1, 1.0, False)], log=False)[0].logged is None
