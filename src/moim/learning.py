"""Learning the weights of the signals from what has happened: the past is replayed, and each choice is one step.

Two occasions are told apart, because what speaks for an activity differs between them:

* ``visit``: a member is here now and joins something. The alternatives are what was open at that moment.
* ``list``: a list is made for whatever comes later (a digest, ``moim rank``). Every ``LIST_EVERY`` seconds a list is
  imagined for those who joined something within ``LIST_HORIZON`` after it; what they joined was their choice.

Nothing is learned from what happened at or after the time asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from moim.dataset import KINDS
from moim.index import Index
from moim.ranking import CHOICE_WEIGHT, ChoiceModel, SignalSet
from moim.signals import Candidates, Member
from moim.taste import MemberState
from moim.world import Event, Rows, World

DAY = 86_400.0
LIST_EVERY = 5 * DAY
LIST_HORIZON = 30 * DAY
REFIT_EVERY = 30 * DAY
VISIT_RATE, LIST_RATE = 0.2, 0.05


class Learner:
    """Replays a world's history into a world of its own, learning as it goes; can be carried on later."""

    def __init__(self, source: World, index: Index, *, seed: int = 0, visits: int = 6_000, lists: int = 6_000) -> None:
        """``visits`` and ``lists`` bound how many choices of each kind one :meth:`advance` learns from (sampled)."""
        self.source = source
        self.world = source.rewound()
        self.index = index.over(self.world)
        self.signals: SignalSet | None = None
        self.states: dict[str, MemberState] = {}
        self.visit = ChoiceModel.prior(VISIT_RATE)
        self.list = ChoiceModel.prior(LIST_RATE)
        self.visits, self.lists = visits, lists
        self._rng = np.random.default_rng(seed)
        self._position = 0
        self._refit_at = -np.inf
        self._list_at = np.nan

    def advance(self, until: float, known_until: float, progress: Callable[[float], None] | None = None) -> None:
        """Replay what happened before ``until``; lists may look at what was joined before ``known_until``.

        ``progress`` is told now and then how much is done, in [0, 1].
        """
        log = self.source.log
        end = int(np.searchsorted(log["at"], until))
        if end <= self._position:
            return
        kinds = log["kind"][self._position : end]
        chance = self._chances(kinds)
        first = float(log["at"][self._position])
        if np.isnan(self._list_at):
            self._list_at = first + LIST_EVERY
        for done, happening in enumerate(self.source.history(self._position, end)):
            if progress and done % 2048 == 0:
                progress(min(1.0, done / (end - self._position)))
            while self._list_at <= min(happening.at, until):
                self._learn_list(self._list_at, known_until)
                self._list_at += LIST_EVERY
            if isinstance(happening, Event):
                if self._rng.random() < chance.get(happening.kind, 0.0):
                    self._learn_visit(happening)
                self.states.setdefault(happening.member_id, MemberState()).learn(happening)
            self.world.happen(happening)
        self._position = end

    def _chances(self, kinds: np.ndarray[tuple[int], np.dtype[np.int8]]) -> dict[str, float]:
        """How likely an event of a kind is to be learned from: all joins if they are few, then likes, then views."""
        room = float(self.visits)
        chances: dict[str, float] = {}
        for kind in CHOICE_WEIGHT:
            count = int(np.sum(kinds == KINDS.index(kind)))
            share = room if kind == "join" else room / 2
            chances[kind] = min(1.0, share / count) if count else 0.0
            room -= chances[kind] * count
        return chances

    def _ready(self, at: float) -> SignalSet:
        if self.signals is None or at >= self._refit_at:
            self.index.fit(at)
            self.signals = SignalSet(self.index, at)
            self._refit_at = at + REFIT_EVERY
        return self.signals

    def _learn_visit(self, event: Event) -> None:
        signals = self._ready(event.at)
        learn_choice(self.visit, signals, self.index, self.states.get(event.member_id, MemberState()), event)

    def _learn_list(self, at: float, known_until: float) -> None:
        log = self.source.log
        part = slice(*np.searchsorted(log["at"], [at, min(at + LIST_HORIZON, known_until)]))
        joins = log["kind"][part] == KINDS.index("join")
        chosen: dict[int, list[int]] = {}
        open_now = self.world.open_at(at)
        if len(open_now) < 2:
            return
        listed = np.zeros(len(self.world.activities), np.bool_)
        listed[open_now] = True
        who, what = log["member"][part][joins], log["activity"][part][joins]
        for member, activity in zip(who[listed[what]].tolist(), what[listed[what]].tolist(), strict=True):
            chosen.setdefault(member, []).append(activity)
        members = list(chosen)
        if not members:
            return
        signals = self._ready(at)
        span = max(float(log["at"][-1] - log["at"][0]), LIST_EVERY)
        quota = max(10, int(self.lists * LIST_EVERY / span))
        if len(members) > quota:
            members = self._rng.choice(members, quota, replace=False).tolist()
        for row in members:
            state = self.states.get(self.world.member_ids.names[row], MemberState())
            rows = choices_of(self.world, open_now, row)
            positions = np.flatnonzero(np.isin(rows, chosen[row]))
            if len(rows) < 2 or not len(positions):
                continue
            candidates = Candidates(self.index, rows, at)
            member = Member.in_world(self.world, row, state, at)
            matrix = signals.matrix(member, candidates)
            for position in positions.tolist():
                self.list.learn(matrix, member.experience, position, 1.0 / np.sqrt(len(positions)))


def choices_of(world: World, rows: Rows, member: int) -> Rows:
    """Those of the open activities that a member could still join: not going yet."""
    if member < 0 or not world.joined[member]:
        return rows
    return rows[~np.isin(rows, np.fromiter(world.joined[member], np.int32))]


def learn_choice(
    model: ChoiceModel,
    signals: SignalSet,
    index: Index,
    state: MemberState,
    event: Event,
    shown: Sequence[str] = (),
    most: int = 0,
) -> bool:
    """One step from one event that is about to be observed; False when it was no choice among several.

    The alternatives are ``shown`` down to one below the chosen, where given; else all that was open, or, beyond
    ``most``, evenly drawn ones (sampling alternatives evenly leaves the estimate consistent: McFadden, 1978).
    """
    world = index.world
    activity = world.activity_ids.get(event.activity_id)
    row = world.member_ids.get(event.member_id)
    if event.activity_id in shown:
        seen = shown[: list(shown).index(event.activity_id) + 2]
        rows = np.array(sorted(r for r in map(world.activity_ids.get, seen) if r >= 0), np.int32)
    else:
        rows = choices_of(world, world.open_at(event.at), row)
    position = int(np.searchsorted(rows, activity))
    if len(rows) < 2 or position == len(rows) or rows[position] != activity:
        return False
    if most and len(rows) > most:
        drawn = np.random.default_rng([activity, int(event.at)]).choice(len(rows), most, replace=False)
        drawn = np.union1d(drawn, [position])
        rows, position = rows[drawn], int(np.searchsorted(drawn, position))
    member = Member.in_world(world, row, state, event.at)
    matrix = signals.matrix(member, Candidates(index, rows, event.at))
    model.learn(matrix, member.experience, position, CHOICE_WEIGHT[event.kind])
    return True
