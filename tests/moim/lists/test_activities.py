"""The steps put together: whole lists of activities."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pytest
from tests.moim.worlds import NOW, activity, small

from moim.data.world import World
from moim.features.context import FeatureContext
from moim.features.matrix import FeatureSet
from moim.lists.activities import POOL, ActivityLists
from moim.lists.item_list import Recommendation
from moim.lists.query import Query
from moim.lists.reranking import RerankSettings
from moim.lists.retrieval import Retrieval
from moim.lists.scoring import Scorer
from moim.members import MemberState, Profile, Trace
from moim.ranking.choice_model import NAMES, SCENARIOS, ChoiceModel
from moim.ranking.logged_features import decode

SEATS = NAMES.index("seats")


def lists_of(world: World) -> ActivityLists:
    """Ranked by seats alone: in a visit the most first, in lists for later the fewest."""
    context = FeatureContext(world)
    context.fit(NOW)
    models = {scenario: ChoiceModel.prior() for scenario in SCENARIOS}
    for scenario, sign in zip(SCENARIOS, (1.0, -1.0), strict=True):
        models[scenario].weights[:] = models[scenario].newcomer[:] = 0.0
        models[scenario].weights[SEATS] = sign
    return ActivityLists(Retrieval(context), Scorer(FeatureSet(context, NOW), models))


@pytest.fixture
def lists() -> ActivityLists:
    """Eighty activities a00 … a79 of two clubs in turn, the later the more seats; a00 has closed."""
    rows = [
        activity(f"a{n:02}", ("clay", "run")[n % 2], f"활동 {n}", capacity=10 + n, recruit_end=NOW + (n > 0))
        for n in range(80)
    ]
    return lists_of(World.of(small(activities=rows)))


def ids(found: list[Recommendation]) -> list[str]:
    return [one.item_id for one in found]


def query(**wishes: object) -> Query:
    return Query(Profile("jun"), wishes.pop("state", MemberState()), at=NOW, **wishes)  # type: ignore[arg-type]


def test_the_bare_ranking_gives_the_best_with_certainty(lists: ActivityLists) -> None:
    found = lists.recommend(query(k=3))
    assert ids(found) == ["a79", "a78", "a77"]
    assert [(one.rank, one.propensity, one.explored) for one in found] == [
        (1, 1.0, False),
        (2, 1.0, False),
        (3, 1.0, False),
    ]
    assert all(one.logged is not None for one in found)


def test_the_scenario_chooses_the_weights(lists: ActivityLists) -> None:
    assert ids(lists.recommend(query(k=2, scenario="list"))) == ["a01", "a02"]


def test_joined_and_excluded_are_left_out_and_only_open_candidates_are_ranked(lists: ActivityLists) -> None:
    state = MemberState({"a79": Trace("join", int(NOW))})
    assert ids(lists.recommend(query(k=2, state=state, exclude=["a78"]))) == ["a77", "a76"]
    assert ids(lists.recommend(query(candidates=["a05", "a00", "a09", "nowhere"]))) == ["a09", "a05"]


def test_the_platform_is_asked_about_the_best_sixty_four_or_more_if_more_are_wanted(lists: ActivityLists) -> None:
    asked: list[list[str]] = []

    def confirm(best: list[str]) -> Collection[str]:
        asked.append(best)
        return best

    assert POOL == 64
    assert ids(lists.recommend(query(k=3), confirm=confirm)) == ["a79", "a78", "a77"]
    assert len(lists.recommend(query(k=70), confirm=confirm)) == 70
    assert [len(best) for best in asked] == [64, 70]
    assert asked[0][:2] == ["a79", "a78"]
    assert ids(lists.recommend(query(k=2), confirm=lambda best: best[1::2])) == ["a78", "a76"]


def test_nothing_confirmed_gives_an_empty_list(lists: ActivityLists) -> None:
    assert lists.recommend(query(), confirm=lambda best: [], settings=RerankSettings()) == []


def test_re_ranking_takes_no_more_of_a_club_than_it_may(lists: ActivityLists) -> None:
    """Odd numbers are of the club run, even ones of clay: after one of each the best left come whatever their club."""
    settings = RerankSettings(per_club=1, variety=0.0, calibration=0.0)
    assert ids(lists.recommend(query(k=2), settings=settings)) == ["a79", "a78"]
    odd = [f"a{n:02}" for n in range(1, 80, 2)]
    assert ids(lists.recommend(query(k=2, candidates=[*odd, "a02"]), settings=settings)) == ["a79", "a02"]


def test_re_ranking_leans_to_the_members_own_mix(lists: ActivityLists) -> None:
    """All of clay's category is wanted, so the first of it comes before a better one of run's."""
    settings = RerankSettings(per_club=9, variety=0.0, calibration=5.0)
    candidates = ["a79", "a77", "a75", "a74"]
    asks = Query(Profile("jun", interests=("취미",)), MemberState(), at=NOW, k=2, candidates=candidates)
    assert ids(lists.recommend(asks, settings=settings))[0] == "a74"
    assert ids(lists.recommend(query(k=2, candidates=candidates), settings=settings))[0] == "a79"


def test_the_seed_decides_what_is_explored(lists: ActivityLists) -> None:
    settings = RerankSettings(explore=0.5)
    pages = [lists.recommend(query(k=8), settings=settings, seed=seed) for seed in (1, 1, 2)]
    assert pages[0] == pages[1] != pages[2]
    assert any(one.explored for page in pages for one in page)
    for one in pages[0]:
        assert (one.propensity < 0.5) == one.explored  # the best has .5 and more, anything else less
        assert (one.reasons[0].code == "explored") == one.explored


def test_what_opens_later_is_not_given_even_right_after_it_was(lists: ActivityLists) -> None:
    lists.retrieval.context.world.put_activity(activity("z", "clay", "곧", capacity=999, recruit_start=NOW + 5))
    later = Query(Profile("jun"), MemberState(), at=NOW + 5, k=1)
    assert ids(lists.recommend(later)) == ["z"]
    assert ids(lists.recommend(query(k=1))) == ["a79"]


def test_lists_for_many_are_by_the_weights_for_later_with_one_reason_and_nothing_logged(lists: ActivityLists) -> None:
    states = {"jun": MemberState({"a01": Trace("decline", int(NOW))})}
    found = dict(lists.rank_many(["jun", "nobody"], states, at=NOW, k=2))
    assert {name: ids(items) for name, items in found.items()} == {"jun": ["a02", "a03"], "nobody": ["a01", "a02"]}
    for one in (*found["jun"], *found["nobody"]):
        assert (one.propensity, one.explored, one.logged, len(one.reasons)) == (1.0, False, None, 1)
    assert [one.rank for one in found["jun"]] == [1, 2]


def test_lists_for_many_are_of_the_moment_asked_whatever_was_gathered_before(lists: ActivityLists) -> None:
    lists.retrieval.context.world.put_activity(activity("z", "clay", "곧", capacity=1, recruit_start=NOW + 5))
    lists.recommend(query(k=1))
    assert ids(dict(lists.rank_many(["jun"], {}, at=NOW + 5, k=1))["jun"]) == ["z"]


def test_candidates_for_many_are_ranked_open_or_not(lists: ActivityLists) -> None:
    found = dict(lists.rank_many(["jun"], {}, at=NOW, k=9, ids=["a00", "a40", "a00"]))
    assert ids(found["jun"]) == ["a00", "a40"]


def test_similar_are_the_best_that_are_confirmed_and_never_the_one_asked_about(lists: ActivityLists) -> None:
    every = lists.similar("a10", at=NOW, k=100)
    assert len(every) == 78  # not a00, which has closed, and not itself
    assert [one.rank for one in every] == list(range(1, 79))
    scores = [one.score for one in every]
    assert scores == sorted(scores, reverse=True)
    assert ids(lists.similar("a10", at=NOW, k=3)) == ids(every)[:3]
    assert set(ids(lists.similar("a10", at=NOW, k=100, exclude=["a20", "nowhere"]))) == {*ids(every)} - {"a20"}
    assert {one.reasons[0].code for one in every} == {"similar_activity"}
    assert {(one.propensity, one.explored) for one in every} == {(1.0, False)}
    assert ids(lists.similar("a10", at=NOW, k=4, confirm=lambda best: best[2:])) == ids(every)[2:4]
    assert len(lists.similar("a00", at=NOW, k=3)) == 3  # it has closed, but can be asked about
    with pytest.raises(KeyError, match="unknown activity nowhere"):
        lists.similar("nowhere", at=NOW, k=3)


def test_positions_are_of_the_candidates_not_of_the_pool(lists: ActivityLists) -> None:
    """Re-ranking works on the pool: here the best sixty-four, of which the platform takes out the first."""
    found = lists.recommend(
        query(k=2), confirm=lambda best: best[1:], settings=RerankSettings(variety=0.0, calibration=0.0)
    )
    assert ids(found) == ["a78", "a77"]
    rows = [int(one.item_id[1:]) for one in found]
    features, _ = decode([one.logged or b"" for one in found])
    np.testing.assert_allclose(features[SEATS], [one.score for one in found], rtol=1e-3)  # half precision
    assert rows == [78, 77]
