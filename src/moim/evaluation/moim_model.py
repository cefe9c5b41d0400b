"""Our own recommender behind the interface of a protocol: features, learning and states as in production."""

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
"""L-BFGS iterations at a cut: few, because it starts from the weights of the previous cut. Set by hand."""
GROWTH = 1.25
"""LambdaMART is retrained when the number of lists has grown by this factor; set by hand."""


class MoimActivities:
    """Our recommender: starts from the prior weights and learns from every event.

    Started with a history (at a cut), it first learns the weights of the scenario "list" from that history. It leaves
    out the last ``LIST_WAIT`` seconds, whose lists have few joins so far. A later start continues from there.
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
        """Read the history of the world, learn from it if there is any, and compute the statistics as of ``at``."""
        self.world = world
        self.context = FeatureContext(world) if self.trainer is None else self.trainer.context.over(world)
        self._read_log()
        if self._read:
            self.trainer = self.trainer or ReplayTrainer(world, self.context)
            self.trainer.advance(at - LIST_WAIT, at, scenarios=("list",))
            self.model.fit(self.trainer.choices["list"], STEPS_A_CUT)
            if len(self.trainer.queries) > GROWTH * self._grown_from:
                self._grown_from = len(self.trainer.queries)
                self.trees = LambdaMart.fit(self.trainer.queries, self.model)
        self._refit(at)

    def _read_log(self) -> None:
        """Update the member states with the log entries added since the last call."""
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
        """The feature matrix, ``float32[features, n]``, and the member's experience."""
        state = self.states.get(self.world.member_ids.names[member], MemberState())
        someone = Member.in_world(self.world, member, state, at)
        return self.features.matrix(someone, Candidates(self.context, candidates, at)), someone.experience

    def score(self, member: int, candidates: Rows, at: float) -> Floats:
        """Utilities of the choice model plus, if trained, the scores of the trees; ``float64[n]``."""
        matrix, experience = self.feature_matrix(member, candidates, at)
        scores = self.model.score(matrix, experience)
        if self.trees is not None:
            scores = scores + self.trees.score(matrix, experience, scores)
        return scores.astype(np.float64)

    def before(self, event: Event) -> None:
        """Refit the statistics if due, and learn from the event if it is a choice."""
        if event.at >= self._refit_at:
            self._refit(event.at)
        if event.kind in CHOICE_WEIGHT:
            state = self.states.get(event.member_id, MemberState())
            choice = observed_choice(self.features, self.context, state, event)
            if choice is not None:
                self.model.step(choice)

    def after(self, event: Event) -> None:
        """Update the member's state with the event."""
        self.states.setdefault(event.member_id, MemberState()).update(event)
        self._read = len(self.world.log)
