"""The one class a user of the engine meets.

>>> from moim.data.dataset import Dataset
>>> recommender = Recommender.fit(Dataset(), at=0.0)
>>> recommender.recommend(Profile(), MemberState(), at=0.0)
[]
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np

from moim import checkpoint
from moim.checkpoint import Parts
from moim.clubs.lists import club_list, club_lists
from moim.clubs.model import ClubRanker
from moim.data.dataset import Dataset
from moim.data.world import Event, Floats32, World
from moim.explain.reason import Reason
from moim.features import Candidates, Member
from moim.features.context import SEOUL_UTC_OFFSET, FeatureContext
from moim.lists.reranking import RerankSettings, rerank
from moim.lists.selection import (
    Confirm,
    Recommendation,
    among,
    best_first,
    confirmed,
    free_to_join,
    likeness_to,
    mix_of,
    pool_of,
)
from moim.members.state import MemberState, Profile
from moim.ranking.choice_model import Choice, FeatureSet, Scenario
from moim.ranking.lambdamart import LambdaMart
from moim.ranking.logged_features import LoggedFeatures
from moim.ranking.replay_training import ReplayTrainer, Shown, choice_of
from moim.topics.counts import SharedCounts

POOL = 64
"""How many of the best are confirmed by the platform and made a page of."""
CANDIDATES_KEPT = 10.0
"""Seconds for which what is open, gathered once, serves further requests; any join or change ends it at once."""

__all__ = ["Recommendation", "Recommender"]

Target = Literal["activities", "clubs"]
Progress = Callable[[str, float], None]


class Recommender:
    """Recommends activities and clubs to members and visitors, and learns from what they do.

    It never asks for the time: every method that needs it takes ``at``, seconds since 1970 UTC. It is not made for two
    threads at once: a server puts one lock around it, as :mod:`moim_django.serving` does.
    """

    def __init__(self, parts: Parts) -> None:
        self.world = parts.world
        self.context = parts.context
        self.models = parts.models
        self.clubs = parts.clubs
        self.trees = parts.trees
        self.fitted_at = parts.fitted_at
        self.features = FeatureSet(parts.context, parts.fitted_at)
        self._gathered: tuple[tuple[int, str], Candidates] | None = None

    # --- training ---------------------------------------------------------------------------------------------------

    @classmethod
    def fit(
        cls,
        dataset: Dataset,
        *,
        at: float,
        utc_offset: float = SEOUL_UTC_OFFSET,
        shown: Shown | None = None,
        progress: Progress | None = None,
    ) -> Recommender:
        """Learn from all that is known before ``at``, and from nothing else.

        ``shown`` tells what members saw when they joined or liked, where that is known: what they chose from.
        ``progress`` is told of each stage: its name, and how much of all is done, in [0, 1].
        """
        tell = progress or (lambda stage, done: None)
        tell("reading", 0.0)
        world = World.of(dataset, until=at)
        context = FeatureContext(world, utc_offset=utc_offset)
        tell("words", 0.1)
        context.fit(at)
        context.learn_topics(at)
        learner = ReplayTrainer(world, context, shown=shown)
        learner.advance(at, at, lambda done: tell("choices", 0.2 + 0.6 * done))
        tell("clubs", 0.8)
        clubs = ClubRanker.fit(world, at=at, tokenizer=context.texts.tokenizer)
        tell("done", 1.0)
        models = learner.models()
        return cls(Parts(world, context, models, clubs, at, LambdaMart.fit(learner.lists, models["list"])))

    # --- what happens -----------------------------------------------------------------------------------------------

    def upsert_member(self, row: Mapping[str, Any]) -> None:
        """A new member, or one who has changed. Keys are the data set's columns."""
        self.world.put_member(row)

    def upsert_club(self, row: Mapping[str, Any]) -> None:
        """A new club, or one that has changed."""
        self.world.put_club(row)

    def upsert_activity(self, row: Mapping[str, Any]) -> None:
        """A new activity, or one that has changed; ``listed=False`` takes it out of every list.

        Raises:
            KeyError: its club is not known.
        """
        self.world.put_activity(row)

    def observe(self, event: Event) -> None:
        """Something happened, to whomever: who goes where, how full it is. To be told of each event once.

        Raises:
            KeyError: the activity is not known. ValueError: a time before the last one known, or no kind we know.
        """
        self.world.observe(event)

    def learn(self, state: MemberState, event: Event, shown: Sequence[str] = ()) -> None:
        """Take an event into its member's state, and a join or a like into the weights of the features.

        To be called before :meth:`observe`. ``shown`` are the activities the member saw, from the top: the alternatives
        are then those, else what is open.
        """
        if event.kind in ("join", "like"):
            choice = self.choice(state, event, shown)
            if choice is not None:
                self.models["visit"].learn(choice)
        state.learn(event)

    def choice(
        self, state: MemberState, event: Event, shown: Sequence[str] = (), profile: Profile | None = None
    ) -> Choice | None:
        """What a join or a like would teach the weights, for those who keep them elsewhere; None: it was no choice.

        To be called before :meth:`observe`. ``shown`` is as in :meth:`learn`; ``profile`` is what the platform knows of
        the member, where that is more than the version does.
        """
        return choice_of(self.features, self.context, state, event, shown, profile)

    def rebuild(self, events: Iterable[Event]) -> MemberState:
        """The state after those events: equal to learning them one by one."""
        return MemberState.rebuild(events)

    @property
    def topics(self) -> SharedCounts | None:
        """The text model all members share; None where no activity has a category."""
        return self.context.token_counts.shared if self.context.token_counts else None

    # --- lists ------------------------------------------------------------------------------------------------------

    def recommend(
        self,
        profile: Profile,
        state: MemberState,
        *,
        at: float,
        k: int = 8,
        target: Target = "activities",
        candidates: Sequence[str] | None = None,
        exclude: Collection[str] = (),
        confirm: Confirm | None = None,
        season: str = "",
        events: Sequence[Event] = (),
        scenario: Scenario = "visit",
        page: RerankSettings | None = None,
        seed: int | None = None,
    ) -> list[Recommendation]:
        """The best ``k`` for a member, an unknown one and a visitor included.

        Args:
            profile: what the platform knows of them.
            state: what they did.
            at: the time of asking; only what is open then is given.
            k: how many.
            target: activities or clubs.
            candidates: ids to choose from instead of all; those not open are left out all the same.
            exclude: ids never to give, besides what the member joined or declined.
            confirm: asked with the best ids for those that may be shown: the platform's truth of this moment.
            season: a sentence in whose favour the list leans.
            events: what a visitor did in this visit; nothing of it is kept.
            scenario: someone is here now, or a list is made for later.
            page: how the page is made; without it the bare ranking is given.
            seed: for exploration.
        """
        if events:
            state = MemberState(dict(state.traces))
            for event in events:
                state.learn(event)
        if target == "clubs":
            member = Member.of(self.world, profile, state, at)
            return club_list(
                self.clubs, self.world, member, at=at, k=k, candidates=candidates, exclude=exclude, confirm=confirm
            )
        gathered = self._open(at, season)
        member = Member.of(self.world, profile, state, at)
        matrix = self.features.matrix(member, gathered)
        weights, scores = self._scored(scenario, matrix, member.experience)
        allowed = free_to_join(self.world, gathered.rows, member, exclude)
        if candidates is not None:
            allowed &= among(self.world, gathered.rows, candidates)
        order = best_first(scores, allowed)
        names = self.world.activity_ids.names
        pool = confirmed(order, lambda p: names[gathered.rows[p]], confirm, max(POOL, k))
        placed = self._page(gathered, member, scores, pool, k, page, seed)
        usual = FeatureSet.usual(matrix)
        return [
            Recommendation(
                names[gathered.rows[position]],
                rank,
                float(scores[position]),
                propensity,
                explored,
                self.features.reasons(member, gathered, matrix, usual, weights, position, explored=explored),
                LoggedFeatures(matrix[:, position].copy(), member.experience),
            )
            for rank, (position, propensity, explored) in enumerate(placed, 1)
        ]

    def rank_many(
        self,
        members: Sequence[str],
        states: Mapping[str, MemberState],
        *,
        at: float,
        k: int,
        target: Target = "activities",
        candidates: Sequence[str] | None = None,
    ) -> Iterator[tuple[str, list[Recommendation]]]:
        """Lists made for later, for many members as the world itself knows them; the bare ranking, no page.

        Unknown members get a newcomer's list. ``candidates`` are ranked whether they are open or not.
        """
        world = self.world
        if target == "clubs":
            yield from club_lists(self.clubs, world, members, at=at, k=k, candidates=candidates)
            return
        if candidates is None:
            gathered = Candidates(self.context, world.open_at(at), at)
        else:
            known = [row for row in map(world.activity_ids.get, candidates) if row >= 0]
            gathered = Candidates(self.context, np.array(sorted(known), np.int32), at)
        names = world.activity_ids.names
        for member_id in members:
            state = states.get(member_id, MemberState())
            member = Member.in_world(world, world.member_ids.get(member_id), state, at)
            matrix = self.features.matrix(member, gathered)
            weights, scores = self._scored("list", matrix, member.experience)
            best = best_first(scores, free_to_join(world, gathered.rows, member))[:k].tolist()
            usual = FeatureSet.usual(matrix)
            yield (
                member_id,
                [
                    Recommendation(
                        names[gathered.rows[position]],
                        rank,
                        float(scores[position]),
                        1.0,
                        False,
                        self.features.reasons(member, gathered, matrix, usual, weights, position, most=1),
                    )
                    for rank, position in enumerate(best, 1)
                ],
            )

    def similar(
        self, activity_id: str, *, at: float, k: int = 6, confirm: Confirm | None = None, exclude: Collection[str] = ()
    ) -> list[Recommendation]:
        """Open activities most like one, open or not: by words, category, place and the people who go.

        Raises:
            KeyError: the activity is not known.
        """
        row = self.world.activity_ids.get(activity_id)
        if row < 0:
            raise KeyError(f"unknown activity {activity_id}")
        gathered = self._open(at, "")
        scores = likeness_to(self.context, row, gathered)
        allowed = ~among(self.world, gathered.rows, [activity_id, *exclude])
        names = self.world.activity_ids.names
        order = best_first(scores, allowed)
        pool = confirmed(order, lambda p: names[gathered.rows[p]], confirm, k)
        reasons = (Reason("similar_activity"),)
        return [
            Recommendation(names[gathered.rows[position]], rank, float(scores[position]), 1.0, False, reasons)
            for rank, position in enumerate(pool[:k], 1)
        ]

    def weights(self) -> dict[Scenario, dict[str, tuple[float, float]]]:
        """The weights of the features by scenario and name: for everyone, and more for newcomers."""
        return {scenario: model.named() for scenario, model in self.models.items()}

    def save(self, folder: Path | str, about: Mapping[str, Any] | None = None) -> None:
        """Write a version: all that :meth:`load` needs to go on from here.

        Raises:
            FileExistsError: the folder is there already.
        """
        parts = Parts(self.world, self.context, self.models, self.clubs, self.fitted_at, self.trees)
        checkpoint.save(parts, folder, about or {})

    @classmethod
    def load(cls, folder: Path | str) -> Recommender:
        """Read a version.

        Raises:
            StoreError: it is damaged, of other features than this engine has, or in need of a package that is missing.
        """
        return cls(checkpoint.load(folder))

    # --- inside -----------------------------------------------------------------------------------------------------

    def _scored(self, scenario: Scenario, matrix: Floats32, experience: float) -> tuple[Floats32, Floats32]:
        """The weights of the features, ``float32[s]``, and the scores of the candidates, ``float32[n]``."""
        weights = self.models[scenario].effective(experience)
        scores: Floats32 = weights @ matrix
        if scenario == "list" and self.trees is not None:
            scores = scores + self.trees.score(matrix, experience, scores)
        return weights, scores

    def _open(self, at: float, season: str) -> Candidates:
        """What is open, gathered; what was gathered a moment ago serves again while nothing has changed."""
        key = (self.world.version, season)
        if self._gathered and self._gathered[0] == key and 0 <= at - self._gathered[1].at < CANDIDATES_KEPT:
            return self._gathered[1]
        gathered = Candidates(self.context, self.world.open_at(at), at, season)
        self._gathered = key, gathered
        return gathered

    def _page(
        self,
        gathered: Candidates,
        member: Member,
        scores: Floats32,
        pool: list[int],
        k: int,
        settings: RerankSettings | None,
        seed: int | None,
    ) -> list[tuple[int, float, bool]]:
        """Positions among the candidates, with propensity and whether they were drawn."""
        if settings is None or not pool:
            return [(position, 1.0, False) for position in pool[:k]]
        at = np.array(pool, np.intp)
        rng = np.random.default_rng(seed)
        placed = rerank(pool_of(gathered, scores, at), k, settings, rng, mix_of(member, gathered))
        return [(pool[one.position], one.propensity, one.explored) for one in placed]
