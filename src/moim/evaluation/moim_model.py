"""Our own recommender as a protocol sees it: the same features, the same learning, the same states as in service."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats, Floats32, Rows
from moim.data.events import Event
from moim.data.schema import KINDS
from moim.data.world import World
from moim.features import Candidates, Member
from moim.features.context import FeatureContext
from moim.features.matrix import FeatureSet
from moim.members import MemberState
from moim.ranking.choice_model import CHOICE_WEIGHT, ChoiceModel
from moim.ranking.choice_set import observed_choice
from moim.ranking.lambdamart import LambdaMart
from moim.ranking.replay_training import LIST_WAIT, REFIT_EVERY, ReplayTrainer

STEPS_A_CUT = 8
"""Each cut goes on from the weights of the last one, of which it is a small change."""
GROWTH = 1.25
"""LambdaMart are grown anew when there are so many times as many lists."""


class MoimActivities:
    """Starts from the prior where nothing has happened yet, and learns with every event it is told of.

    Where it is started on a past (at a cut), it learns the weights for lists from it, those of the last ``LIST_WAIT``
    apart, of which little was joined yet; a later start goes on from there.
    """

    name = "moim"
    utilities = True

    def __init__(self) -> None:
        self.trainer: ReplayTrainer | None = None
        self.model = ChoiceModel.prior()
        self.states: dict[str, MemberState] = {}
        self.trees: LambdaMart | None = None
        self._grown_from = 0
        self._read = 0
        self._refit_at = -np.inf

    def start(self, world: World, at: float) -> None:
        self.world = world
        self.context = FeatureContext(world) if self.trainer is None else self.trainer.context.over(world)
        self._follow()
        if self._read:
            self.trainer = self.trainer or ReplayTrainer(world, self.context)
            self.trainer.advance(at - LIST_WAIT, at, scenarios=("list",))
            self.model.fit(self.trainer.choices["list"], STEPS_A_CUT)
            if len(self.trainer.queries) > GROWTH * self._grown_from:
                self._grown_from = len(self.trainer.queries)
                self.trees = LambdaMart.fit(self.trainer.queries, self.model)
        self._refit(at)

    def _follow(self) -> None:
        """Take the events into the states that the world has observed since the last look."""
        log, names, activities = self.world.log, self.world.member_ids.names, self.world.activity_ids.names
        parts = (log[name][self._read :].tolist() for name in ("member", "activity", "kind", "at"))
        for member, activity, kind, at in zip(*parts, strict=True):
            event = Event(names[member], activities[activity], KINDS[kind], at)
            self.states.setdefault(event.member_id, MemberState()).update(event)
        self._read = len(log)

    def _refit(self, at: float) -> None:
        self.context.fit(at)
        self.features = FeatureSet(self.context, at)
        self._refit_at = at + REFIT_EVERY

    def feature_matrix(self, member: int, candidates: Rows, at: float) -> tuple[Floats32, float]:
        """The features, ``float32[s, n]``, and how much is known of the member."""
        state = self.states.get(self.world.member_ids.names[member], MemberState())
        someone = Member.in_world(self.world, member, state, at)
        return self.features.matrix(someone, Candidates(self.context, candidates, at)), someone.experience

    def score(self, member: int, candidates: Rows, at: float) -> Floats:
        matrix, experience = self.feature_matrix(member, candidates, at)
        scores = self.model.score(matrix, experience)
        if self.trees is not None:
            scores = scores + self.trees.score(matrix, experience, scores)
        return scores.astype(np.float64)

    def before(self, event: Event) -> None:
        if event.at >= self._refit_at:
            self._refit(event.at)
        if event.kind in CHOICE_WEIGHT:
            state = self.states.get(event.member_id, MemberState())
            choice = observed_choice(self.features, self.context, state, event)
            if choice is not None:
                self.model.step(choice)

    def after(self, event: Event) -> None:
        self.states.setdefault(event.member_id, MemberState()).update(event)
        self._read = len(self.world.log)
