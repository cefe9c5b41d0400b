"""Our own recommender as a protocol sees it: the same signals, the same learning, the same states as in service."""

from __future__ import annotations

import numpy as np

from moim.dataset import KINDS
from moim.index import Index
from moim.learning import LIST_WAIT, REFIT_EVERY, Learner, choice_of
from moim.ranking import CHOICE_WEIGHT, ChoiceModel, SignalSet
from moim.signals import Candidates, Member
from moim.taste import MemberState
from moim.trees import Trees
from moim.world import Event, Floats, Floats32, Rows, World

STEPS_A_CUT = 8
"""Each cut goes on from the weights of the last one, of which it is a small change."""
GROWTH = 1.25
"""Trees are grown anew when there are so many times as many lists."""


class Moim:
    """Starts from the prior where nothing has happened yet, and learns with every event it is told of.

    Where it is started on a past (at a cut), it learns the weights for lists from it, those of the last ``LIST_WAIT``
    apart, of which little was joined yet; a later start goes on from there.
    """

    name = "moim"
    utilities = True

    def __init__(self) -> None:
        self.learner: Learner | None = None
        self.model = ChoiceModel.prior()
        self.states: dict[str, MemberState] = {}
        self.trees: Trees | None = None
        self._grown_from = 0
        self._read = 0
        self._refit_at = -np.inf

    def start(self, world: World, at: float) -> None:
        self.world = world
        self.index = Index(world) if self.learner is None else self.learner.index.over(world)
        self._follow()
        if self._read:
            self.learner = self.learner or Learner(world, self.index)
            self.learner.advance(at - LIST_WAIT, at, occasions=("list",))
            self.model.fit(self.learner.choices["list"], STEPS_A_CUT)
            if len(self.learner.lists) > GROWTH * self._grown_from:
                self._grown_from = len(self.learner.lists)
                self.trees = Trees.fit(self.learner.lists, self.model)
        self._refit(at)

    def _follow(self) -> None:
        """Take the events into the states that the world has observed since the last look."""
        log, names, activities = self.world.log, self.world.member_ids.names, self.world.activity_ids.names
        parts = (log[name][self._read :].tolist() for name in ("member", "activity", "kind", "at"))
        for member, activity, kind, at in zip(*parts, strict=True):
            event = Event(names[member], activities[activity], KINDS[kind], at)
            self.states.setdefault(event.member_id, MemberState()).learn(event)
        self._read = len(log)

    def _refit(self, at: float) -> None:
        self.index.fit(at)
        self.signals = SignalSet(self.index, at)
        self._refit_at = at + REFIT_EVERY

    def features(self, member: int, candidates: Rows, at: float) -> tuple[Floats32, float]:
        """The signals, ``float32[s, n]``, and how much is known of the member."""
        state = self.states.get(self.world.member_ids.names[member], MemberState())
        someone = Member.in_world(self.world, member, state, at)
        return self.signals.matrix(someone, Candidates(self.index, candidates, at)), someone.experience

    def score(self, member: int, candidates: Rows, at: float) -> Floats:
        matrix, experience = self.features(member, candidates, at)
        scores = self.model.score(matrix, experience)
        if self.trees is not None:
            scores = scores + self.trees.score(matrix, experience, scores)
        return scores.astype(np.float64)

    def before(self, event: Event) -> None:
        if event.at >= self._refit_at:
            self._refit(event.at)
        if event.kind in CHOICE_WEIGHT:
            state = self.states.get(event.member_id, MemberState())
            choice = choice_of(self.signals, self.index, state, event)
            if choice is not None:
                self.model.learn(choice)

    def after(self, event: Event) -> None:
        self.states.setdefault(event.member_id, MemberState()).learn(event)
        self._read = len(self.world.log)
