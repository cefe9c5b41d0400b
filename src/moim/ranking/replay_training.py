"""Learning the weights of the features from what has happened: the past is replayed, what members chose collected.

Two scenarios are told apart, because what speaks for an activity differs between them:

* ``visit``: a member is here now and joins something. The alternatives are what was open at that moment.
* ``list``: a list is made for whatever comes later (a digest, ``moim rank``). Every ``LIST_EVERY`` seconds a list is
  imagined for those who joined something within ``LIST_HORIZON`` after it; what they joined was their choice. A list
  teaches once ``LIST_WAIT`` has passed, with what was joined so far: the newest past says most of what comes.

Nothing is learned from what happened at or after the time asked for. Of many choices a seeded sample is taken, and of
many alternatives too: drawing alternatives evenly leaves the estimate consistent (McFadden, 1978).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from moim.data.dataset import KINDS
from moim.data.replay import apply, history, rewind
from moim.data.times import DAY
from moim.data.world import Event, Rows, World
from moim.features import Candidates, Member
from moim.features.context import FeatureContext
from moim.members import MemberState, Profile
from moim.ranking.choice_model import CHOICE_WEIGHT, Choice, ChoiceModel, FeatureSet, Scenario
from moim.ranking.lambdamart import TrainingQuery

LIST_EVERY = 5 * DAY
LIST_HORIZON = 45 * DAY
LIST_WAIT = 20 * DAY
REFIT_EVERY = 30 * DAY
Shown = Mapping[tuple[str, str, float], Sequence[str]]
"""(member, activity, time) of a join or a like -> ids of what the member saw then, from the top."""
ALTERNATIVES = 60
"""Against how many of the open activities a choice is learned at most."""


class ReplayTrainer:
    """Replays a world's history into a world of its own, collecting choices; can be carried on later."""

    def __init__(
        self, source: World, context: FeatureContext, *, seed: int = 0, most: int = 6_000, shown: Shown | None = None
    ) -> None:
        """``most`` bounds how many choices of each scenario are collected (about; sampled evenly over time).

        Where it is known what was ``shown``, a visit's choice was made from that, else from what was open.
        """
        self.source = source
        self.world = rewind(source)
        self.context = context.over(self.world)
        self.features: FeatureSet | None = None
        self.states: dict[str, MemberState] = {}
        self.choices: dict[Scenario, list[Choice]] = {"visit": [], "list": []}
        self.lists: list[TrainingQuery] = []
        self.most = most
        self.shown: Shown = shown or {}
        self._rng = np.random.default_rng(seed)
        self._position = 0
        self._refit_at = -np.inf
        self._list_at = np.nan

    def models(self) -> dict[Scenario, ChoiceModel]:
        """The weights after all that was collected so far."""
        models = {scenario: ChoiceModel.prior() for scenario in self.choices}
        for scenario, choices in self.choices.items():
            models[scenario].fit(choices)
        return models

    def advance(
        self,
        until: float,
        known_until: float,
        progress: Callable[[float], None] | None = None,
        scenarios: Sequence[Scenario] = ("visit", "list"),
    ) -> None:
        """Replay what happened before ``until``; lists may look at what was joined before ``known_until``.

        ``progress`` is told now and then how much is done, in [0, 1].
        """
        log = self.source.log
        end = int(np.searchsorted(log["at"], until))
        if end <= self._position:
            return
        chance = self._chances(log["kind"][self._position : end]) if "visit" in scenarios else {}
        # Most of what is joined of a list must be known, where the past is long enough to afford that.
        short = end and known_until - float(log["at"][0]) < 3 * LIST_WAIT
        whole = known_until if short else known_until - LIST_WAIT
        if np.isnan(self._list_at):
            self._list_at = float(log["at"][self._position]) + LIST_EVERY
        for done, happening in enumerate(history(self.source, self._position, end)):
            if progress and done % 2048 == 0:
                progress(min(1.0, done / (end - self._position)))
            while self._list_at <= min(happening.at, until):
                if "list" in scenarios and self._list_at <= whole:
                    self._collect_list(self._list_at, known_until)
                self._list_at += LIST_EVERY
            if isinstance(happening, Event):
                if self._rng.random() < chance.get(happening.kind, 0.0):
                    self._collect_visit(happening)
                self.states.setdefault(happening.member_id, MemberState()).update(happening)
            apply(self.world, happening)
        self._position = end

    def _chances(self, kinds: np.ndarray[tuple[int], np.dtype[np.int8]]) -> dict[str, float]:
        """How likely an event of a kind is to be collected: all joins if they are few, then likes, then views."""
        room = float(self.most)
        chances: dict[str, float] = {}
        for kind in CHOICE_WEIGHT:
            count = int(np.sum(kinds == KINDS.index(kind)))
            share = room if kind == "join" else room / 2
            chances[kind] = min(1.0, share / count) if count else 0.0
            room -= chances[kind] * count
        return chances

    def _ready(self, at: float) -> FeatureSet:
        if self.features is None or at >= self._refit_at:
            self.context.fit(at)
            self.features = FeatureSet(self.context, at)
            self._refit_at = at + REFIT_EVERY
        return self.features

    def _collect_visit(self, event: Event) -> None:
        state = self.states.get(event.member_id, MemberState())
        shown = self.shown.get((event.member_id, event.activity_id, event.at), ())
        choice = choice_of(self._ready(event.at), self.context, state, event, shown)
        if choice is not None:
            self.choices["visit"].append(choice)

    def _collect_list(self, at: float, known_until: float) -> None:
        """What those who joined something after ``at`` chose from what was open at ``at``."""
        open_now = self.world.open_at(at)
        chosen = self._joined_later(open_now, at, min(at + LIST_HORIZON, known_until))
        members = list(chosen)
        if len(open_now) < 2 or not members:
            return
        log = self.source.log
        quota = max(10, int(self.most * LIST_EVERY / max(float(log["at"][-1] - log["at"][0]), LIST_EVERY)))
        if len(members) > quota:
            members = self._rng.choice(members, quota, replace=False).tolist()
        features = self._ready(at)
        for row in members:
            state = self.states.get(self.world.member_ids.names[row], MemberState())
            rows = choices_of(self.world, open_now, row)
            rows = rows[~np.isin(rows, list(self.world.declined[row]))]
            wanted = np.intersect1d(rows, chosen[row])
            rows = drawn_against(rows, wanted, self._rng)
            if not len(wanted) or len(rows) < 2:
                continue
            member = Member.in_world(self.world, row, state, at)
            matrix = features.matrix(member, Candidates(self.context, rows, at))
            one = TrainingQuery(at, matrix, member.experience, np.searchsorted(rows, wanted))
            self.lists.append(one)
            self.choices["list"] += one.choices()

    def _joined_later(self, open_now: Rows, at: float, until: float) -> dict[int, list[int]]:
        """Member -> those of the open activities they join from ``at`` until ``until``."""
        log = self.source.log
        part = slice(*np.searchsorted(log["at"], [at, until]).tolist())
        listed = np.zeros(len(self.world.activities), np.bool_)
        listed[open_now] = True
        who, what = log["member"][part], log["activity"][part]
        counts = (log["kind"][part] == KINDS.index("join")) & listed[what]
        chosen: dict[int, list[int]] = {}
        for member, activity in zip(who[counts].tolist(), what[counts].tolist(), strict=True):
            chosen.setdefault(member, []).append(activity)
        return chosen


def choices_of(world: World, rows: Rows, member: int) -> Rows:
    """Those of the open activities that a member could still join: not going yet."""
    if member < 0 or not world.joined[member]:
        return rows
    return rows[~np.isin(rows, np.fromiter(world.joined[member], np.int32))]


def drawn_against(rows: Rows, chosen: Rows | list[int], rng: np.random.Generator) -> Rows:
    """What was chosen and evenly drawn others, in order; all of them when they are few."""
    if len(rows) <= ALTERNATIVES:
        return rows
    return np.union1d(rng.choice(rows, ALTERNATIVES - 1, replace=False), chosen).astype(np.int32)


def choice_of(
    features: FeatureSet,
    context: FeatureContext,
    state: MemberState,
    event: Event,
    shown: Sequence[str] = (),
    profile: Profile | None = None,
) -> Choice | None:
    """What an event that is about to be observed chose from; None when it was no choice among several.

    The alternatives are all that was ``shown``, where given, else what is open; in neither case what the member goes to
    already. ``profile`` is what is known of the member, where that is more than the world knows.
    """
    world = context.world
    activity = world.activity_ids.get(event.activity_id)
    row = world.member_ids.get(event.member_id)
    if event.activity_id in shown:
        rows = np.array(sorted(r for r in map(world.activity_ids.get, shown) if r >= 0), np.int32)
    else:
        rows = world.open_at(event.at)
    rows = choices_of(world, rows, row)
    if len(rows) < 2 or activity not in rows:
        return None
    rows = drawn_against(rows, [activity], np.random.default_rng([activity, int(event.at)]))
    if profile is None:
        member = Member.in_world(world, row, state, event.at)
    else:
        member = Member.of(world, profile, state, event.at)
    matrix = features.matrix(member, Candidates(context, rows, event.at))
    return Choice(matrix, member.experience, int(np.searchsorted(rows, activity)), CHOICE_WEIGHT[event.kind])
