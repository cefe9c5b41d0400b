"""Lists of activities for one member or for many, and activities similar to one: the steps put together."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from moim.explain.reason import Reason
from moim.features import Member
from moim.lists.eligibility import Confirm, confirmed, eligible, having_ids
from moim.lists.item_list import Recommendation, item_list
from moim.lists.pool import Pool, category_mix
from moim.lists.query import Query
from moim.lists.reranking import Placed, RerankSettings, rerank
from moim.lists.retrieval import Retrieval
from moim.lists.scoring import Scored, Scorer, best_first
from moim.lists.similarity import similarity
from moim.members import MemberState

POOL = 64
"""How many of the best candidates are confirmed by the platform and re-ranked.

Set by hand: eight times the usual list of eight, so that variety and exploration have something to choose from and the
platform is asked with one short query."""


@dataclass(frozen=True, slots=True)
class ActivityLists:
    """Makes lists of activities: retrieval, eligibility, scoring, re-ranking, item list."""

    retrieval: Retrieval
    scorer: Scorer

    def recommend(
        self,
        query: Query,
        *,
        confirm: Confirm | None = None,
        settings: RerankSettings | None = None,
        seed: int | None = None,
    ) -> list[Recommendation]:
        """The best activities for who asks; see :meth:`moim.recommender.Recommender.recommend`."""
        candidates = self.retrieval.open_at(query.at, query.season)
        world = candidates.world
        member = query.member(world)
        scored = self.scorer.score(member, candidates, query.scenario)
        allowed = eligible(world, candidates.rows, member, query.exclude, query.candidates)
        order = best_first(scored.scores, allowed)
        pool = confirmed(order, candidates.rows, world.activity_ids.names, confirm, max(POOL, query.k))
        return item_list(self.scorer.features, scored, _placed(scored, pool, query.k, settings, seed))

    def rank_many(
        self,
        members: Sequence[str],
        states: Mapping[str, MemberState],
        *,
        at: float,
        k: int,
        ids: Sequence[str] | None = None,
    ) -> Iterator[tuple[str, list[Recommendation]]]:
        """Lists made for later, one a member; see :meth:`moim.recommender.Recommender.rank_many`."""
        candidates = self.retrieval.gather(at) if ids is None else self.retrieval.with_ids(ids, at)
        world = candidates.world
        for member_id in members:
            state = states.get(member_id, MemberState())
            member = Member.in_world(world, world.member_ids.get(member_id), state, at)
            scored = self.scorer.score(member, candidates, "list")
            best = best_first(scored.scores, eligible(world, candidates.rows, member))[:k]
            placed = _as_ranked(best.tolist())
            yield member_id, item_list(self.scorer.features, scored, placed, reasons=1, log=False)

    def similar(
        self, activity_id: str, *, at: float, k: int, confirm: Confirm | None = None, exclude: Collection[str] = ()
    ) -> list[Recommendation]:
        """Open activities most like one; see :meth:`moim.recommender.Recommender.similar`."""
        world = self.retrieval.context.world
        row = world.activity_ids.get(activity_id)
        if row < 0:
            raise KeyError(f"unknown activity {activity_id}")
        candidates = self.retrieval.open_at(at)
        scores = similarity(row, candidates)
        order = best_first(scores, ~having_ids(world, candidates.rows, [activity_id, *exclude]))
        names = world.activity_ids.names
        pool = confirmed(order, candidates.rows, names, confirm, k)
        reasons = (Reason("similar_activity"),)
        return [
            Recommendation(names[candidates.rows[position]], rank, float(scores[position]), 1.0, False, reasons)
            for rank, position in enumerate(pool, 1)
        ]


def _as_ranked(positions: Sequence[int]) -> list[Placed]:
    return [Placed(position, 1.0, False) for position in positions]


def _placed(
    scored: Scored, pool: Sequence[int], k: int, settings: RerankSettings | None, seed: int | None
) -> list[Placed]:
    """What is put at the ``k`` places of the list, as positions among the candidates."""
    if settings is None:
        return _as_ranked(pool[:k])
    positions = np.array(pool, np.intp)
    among = Pool.of(scored.candidates, scored.scores, positions)
    mix = category_mix(scored.member, scored.candidates)
    placed = rerank(among, k, settings, np.random.default_rng(seed), mix)
    return [Placed(pool[one.position], one.propensity, one.explored) for one in placed]
