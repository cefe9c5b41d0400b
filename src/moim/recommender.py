"""The one class a user of the engine meets.

>>> from moim.data.dataset import Dataset
>>> recommender = Recommender.fit(Dataset(), at=0.0)
>>> recommender.recommend(Query(Profile(), MemberState(), at=0.0))
[]
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from moim import checkpoint
from moim.checkpoint import Parts
from moim.clubs.lists import club_list, club_lists
from moim.clubs.training import train_club_ranker
from moim.data.dataset import Dataset
from moim.data.events import Event
from moim.data.schema import KINDS
from moim.data.world import World
from moim.features.context import SEOUL_UTC_OFFSET, FeatureContext
from moim.features.matrix import FeatureSet
from moim.lists.activities import ActivityLists
from moim.lists.eligibility import Confirm
from moim.lists.item_list import Recommendation
from moim.lists.query import Query, Target
from moim.lists.reranking import RerankSettings
from moim.lists.retrieval import Retrieval
from moim.lists.scoring import Scorer
from moim.members import MemberState, Profile
from moim.ranking.choice_model import Choice, Scenario
from moim.ranking.choice_set import observed_choice
from moim.ranking.lambdamart import LambdaMart
from moim.ranking.replay_training import ReplayTrainer, ShownLists
from moim.topics.counts import SharedCounts

__all__ = ["Query", "Recommendation", "Recommender"]

Progress = Callable[[str, float], None]


class Recommender:
    """Recommends activities and clubs to members and visitors, and learns from what they do.

    It never asks for the time: every method that needs it takes ``at``, seconds since 1970 UTC. It must not be used by
    two threads at once: a server puts one lock around it, as :mod:`moim_django.serving` does.

    Attributes
    ----------
    world
        Members, clubs, activities and the log.
    context
        What the features share about that world.
    models
        The feature weights by scenario; a server may replace them.
    clubs
        The ranking of clubs.
    lists
        Makes the lists of activities.
    features
        The features over that context.
    fitted_at
        Nothing that happened at or after this time was learned from in training.
    """

    def __init__(self, parts: Parts) -> None:
        self.world = parts.world
        self.context = parts.context
        self.models = parts.models
        self.clubs = parts.clubs
        self.fitted_at = parts.fitted_at
        self.features = FeatureSet(parts.context, parts.fitted_at)
        self.lists = ActivityLists(Retrieval(parts.context), Scorer(self.features, parts.models, parts.trees))

    # --- training ---------------------------------------------------------------------------------------------------

    @classmethod
    def fit(
        cls,
        dataset: Dataset,
        *,
        at: float,
        utc_offset: float = SEOUL_UTC_OFFSET,
        shown: ShownLists | None = None,
        progress: Progress | None = None,
    ) -> Recommender:
        """Learn from everything known before ``at``, and from nothing else.

        Parameters
        ----------
        dataset
            The tables.
        at
            The time to learn up to, seconds since 1970 UTC.
        utc_offset
            Hours by which local time is ahead of UTC.
        shown
            What members saw when they joined or liked something, where that is known: what they chose from.
        progress
            Called at each stage with its name and the share of the work that is done, in [0, 1].
        """
        tell = progress or (lambda stage, done: None)
        tell("reading", 0.0)
        world = World.of(dataset, until=at)
        context = FeatureContext(world, utc_offset=utc_offset)
        tell("words", 0.1)
        context.fit(at)
        context.learn_topics(at)
        trainer = ReplayTrainer(world, context, shown=shown)
        trainer.advance(at, at, lambda done: tell("choices", 0.2 + 0.6 * done))
        tell("clubs", 0.8)
        clubs = train_club_ranker(world, at=at, tokenizer=context.texts.tokenizer)
        tell("done", 1.0)
        models = trainer.fitted_models()
        return cls(Parts(world, context, models, clubs, at, LambdaMart.fit(trainer.queries, models["list"])))

    # --- what happens -----------------------------------------------------------------------------------------------

    def upsert_member(self, row: Mapping[str, Any]) -> None:
        """Add a member, or replace one. Keys are the columns of the data set."""
        self.world.put_member(row)

    def upsert_club(self, row: Mapping[str, Any]) -> None:
        """Add a club, or replace one. Keys are the columns of the data set."""
        self.world.put_club(row)

    def upsert_activity(self, row: Mapping[str, Any]) -> None:
        """Add an activity, or replace one; ``listed=False`` keeps it out of every list.

        Raises
        ------
        KeyError
            Its club is not known.
        """
        self.world.put_activity(row)

    def observe(self, event: Event) -> None:
        """Add an event to the log: who goes where, and how full it is. Each event is observed once, in order of time.

        Raises
        ------
        KeyError
            The activity is not known; nothing is changed then.
        ValueError
            The kind is unknown, or the time is earlier than that of the last event or not finite; nothing is changed
            then.
        """
        if event.kind not in KINDS:
            raise ValueError(f"unknown kind of event {event.kind!r}")
        times = self.world.log["at"]
        if not math.isfinite(event.at) or (len(times) and event.at < times[-1]):
            raise ValueError(f"event at {event.at}: not a time at or after the last event's")
        self.world.observe(event)

    def learn(self, state: MemberState, event: Event, shown: Sequence[str] = ()) -> None:
        """Apply an event to its member's state, and let a join or a like change the weights of the features.

        Call it before :meth:`observe`. The alternatives of a choice are the activities in ``shown``, which the member
        saw, from the top; without them, everything that is open.

        Raises
        ------
        ValueError
            The kind is unknown; nothing is changed then.
        """
        if event.kind in ("join", "like"):
            choice = self.choice(state, event, shown)
            if choice is not None:
                self.models["visit"].step(choice)
        state.update(event)

    def choice(
        self, state: MemberState, event: Event, shown: Sequence[str] = (), profile: Profile | None = None
    ) -> Choice | None:
        """The training example in a join or a like, for callers who keep the weights elsewhere; None if there is none.

        Call it before :meth:`observe`. ``shown`` is as in :meth:`learn`; ``profile`` is what the platform knows of the
        member, where that is more than the world knows.
        """
        return observed_choice(self.features, self.context, state, event, shown, profile)

    @property
    def topics(self) -> SharedCounts | None:
        """The text model all members share; None where no activity has a category."""
        return self.context.token_counts.shared if self.context.token_counts else None

    # --- lists ------------------------------------------------------------------------------------------------------

    def recommend(
        self,
        query: Query,
        *,
        confirm: Confirm | None = None,
        rerank: RerankSettings | None = None,
        seed: int | None = None,
    ) -> list[Recommendation]:
        """The best items for a member, an unknown one or a visitor.

        Parameters
        ----------
        query
            Who asks, when, and for what.
        confirm
            Called with the best ids; returns those that may be shown, as the platform knows it at this moment.
        rerank
            How the list is re-ranked; None: by score alone. Lists of clubs are never re-ranked.
        seed
            Of the exploration draws.

        Returns
        -------
        list[Recommendation]
            At most ``query.k`` items, from the top.
        """
        if query.target == "clubs":
            return club_list(self.clubs, self.world, query, confirm=confirm)
        return self.lists.recommend(query, confirm=confirm, settings=rerank, seed=seed)

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
        """Lists made for later, one for each member as the world knows them; by score alone.

        Parameters
        ----------
        members
            Ids; unknown ones get a newcomer's list.
        states
            Member id -> what they did; an empty state where it is missing.
        at
            The time of asking.
        k
            The most items of a list.
        target
            Activities or clubs.
        candidates
            Ids to rank, whether they are open or not; None: all that are open.

        Returns
        -------
        Iterator[tuple[str, list[Recommendation]]]
            Member id and list, in the order of ``members``.
        """
        if target == "clubs":
            return club_lists(self.clubs, self.world, members, at=at, k=k, candidates=candidates)
        return self.lists.rank_many(members, states, at=at, k=k, ids=candidates)

    def similar(
        self, activity_id: str, *, at: float, k: int = 6, confirm: Confirm | None = None, exclude: Collection[str] = ()
    ) -> list[Recommendation]:
        """Open activities most like one, which need not be open itself: by words, category, place and people who go.

        Raises
        ------
        KeyError
            The activity is not known.
        """
        return self.lists.similar(activity_id, at=at, k=k, confirm=confirm, exclude=exclude)

    def weights(self) -> dict[Scenario, dict[str, tuple[float, float]]]:
        """The weights of the features by scenario and name: for everyone, and what is added for newcomers."""
        return {scenario: model.named() for scenario, model in self.models.items()}

    # --- versions ---------------------------------------------------------------------------------------------------

    def save(self, folder: Path | str, about: Mapping[str, Any] | None = None) -> None:
        """Write a version: all that :meth:`load` needs. ``about`` is kept in its manifest.

        Raises
        ------
        FileExistsError
            The folder exists.
        """
        trees = self.lists.scorer.trees
        parts = Parts(self.world, self.context, self.models, self.clubs, self.fitted_at, trees)
        checkpoint.save(parts, folder, about or {})

    @classmethod
    def load(cls, folder: Path | str) -> Recommender:
        """Read a version.

        Raises
        ------
        ArtefactError
            It is damaged, was written by a release before 0.2.0, or needs a package that is not installed.
        """
        return cls(checkpoint.load(folder))
