"""Training data for the choice models: the log is replayed, and what members chose is collected on the way.

Choices are collected for two scenarios, because what makes a member join differs between them:

* ``visit``: a member is here now and joins something. The alternatives are what was open at that moment, or what the
  member was shown, where that is known.
* ``list``: a list is made for whatever comes later (a digest, ``moim rank``). Every ``LIST_EVERY`` seconds of the
  replay a list is imagined for each member who joined something within ``LIST_HORIZON`` after it; what they joined is
  what they chose. A list is used once ``LIST_WAIT`` has passed, with what was joined until then: recent lists say most
  about the coming ones.

Nothing that happened at or after the time asked for is used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from moim.data.arrays import Rows
from moim.data.events import Event
from moim.data.replay import apply, history, rewind
from moim.data.schema import KINDS
from moim.data.times import DAY
from moim.data.world import World
from moim.features import Candidates, Member
from moim.features.context import FeatureContext
from moim.features.matrix import FeatureSet
from moim.members import MemberState
from moim.ranking.choice_model import CHOICE_WEIGHT, Choice, ChoiceModel, Scenario
from moim.ranking.choice_set import joinable, observed_choice, sample_alternatives
from moim.ranking.lambdamart import TrainingQuery

MAX_CHOICES = 6_000
"""Choices collected of each scenario, about. Bounds the time of training; set by hand."""
LIST_EVERY = 5 * DAY
"""Time between imagined lists. Set by hand."""
LIST_HORIZON = 45 * DAY
"""How long after a list joins count (measured in ``docs/decisions/0014-lists-for-six-weeks.md``, with the wait)."""
LIST_WAIT = 20 * DAY
"""How old a list must be to be used."""
REFIT_EVERY = 30 * DAY
"""How long features fitted in the replay are used. Bounds the time of training; set by hand."""
MIN_MEMBERS = 10
"""Members taken of one imagined list at least, where there are so many. Set by hand."""

ShownLists = Mapping[tuple[str, str, float], Sequence[str]]
"""(member, activity, time) of a join or a like -> ids of the activities the member saw then, from the top."""


class ReplayTrainer:
    """Replays a world's log into a world of its own and collects choices. Can be continued later.

    Attributes
    ----------
    choices
        What was collected so far, of each scenario.
    queries
        The imagined lists, for :class:`moim.ranking.lambdamart.LambdaMart`.
    """

    def __init__(
        self,
        source: World,
        context: FeatureContext,
        *,
        seed: int = 0,
        max_choices: int = MAX_CHOICES,
        shown: ShownLists | None = None,
    ) -> None:
        """Begin before the first event.

        Parameters
        ----------
        source
            The world whose log is replayed; it is not changed.
        context
            Of that world; what it keeps of texts is shared.
        seed
            Decides which events and members are sampled.
        max_choices
            How many choices of each scenario are collected, about, sampled evenly over time.
        shown
            What members saw when they chose, where that is known.
        """
        self.source = source
        self.world = rewind(source)
        self.context = context.over(self.world)
        self.features: FeatureSet | None = None
        self.states: dict[str, MemberState] = {}
        self.choices: dict[Scenario, list[Choice]] = {"visit": [], "list": []}
        self.queries: list[TrainingQuery] = []
        self.max_choices = max_choices
        self.shown: ShownLists = shown or {}
        self._rng = np.random.default_rng(seed)
        self._position = 0
        self._refit_at = -np.inf
        self._list_at = np.nan

    def fitted_models(self) -> dict[Scenario, ChoiceModel]:
        """A choice model for each scenario, fitted to all that was collected so far."""
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
        """Replay what happened before ``until``.

        Parameters
        ----------
        until
            Seconds since 1970; what happened then or later is not replayed.
        known_until
            What was joined of a list is known if it was joined before this time.
        progress
            Called now and then with the share that is done, in [0, 1].
        scenarios
            Whose choices to collect.
        """
        log = self.source.log
        end = int(np.searchsorted(log["at"], until))
        if end <= self._position:
            return
        chance = self._sampling_chances(log["kind"][self._position : end]) if "visit" in scenarios else {}
        last_list = self._last_list(known_until)
        if np.isnan(self._list_at):
            self._list_at = float(log["at"][self._position]) + LIST_EVERY
        for done, happening in enumerate(history(self.source, self._position, end)):
            if progress and done % 2048 == 0:
                progress(min(1.0, done / (end - self._position)))
            while self._list_at <= min(happening.at, until):
                if "list" in scenarios and self._list_at <= last_list:
                    self._collect_list(self._list_at, known_until)
                self._list_at += LIST_EVERY
            if isinstance(happening, Event):
                if self._rng.random() < chance.get(happening.kind, 0.0):
                    self._collect_visit(happening)
                self.states.setdefault(happening.member_id, MemberState()).update(happening)
            apply(self.world, happening)
        self._position = end

    def _last_list(self, known_until: float) -> float:
        """The latest time of a list that is used: ``LIST_WAIT`` ago, or any time where the log is short."""
        short = known_until - float(self.source.log["at"][0]) < 3 * LIST_WAIT
        return known_until if short else known_until - LIST_WAIT

    def _sampling_chances(self, kinds: NDArray[np.int8]) -> dict[str, float]:
        """How likely an event of a kind is collected: all joins if they are few, then likes, then views."""
        room = float(self.max_choices)
        chances: dict[str, float] = {}
        for kind in CHOICE_WEIGHT:
            count = int(np.sum(kinds == KINDS.index(kind)))
            share = room if kind == "join" else room / 2
            chances[kind] = min(1.0, share / count) if count else 0.0
            room -= chances[kind] * count
        return chances

    def _fitted_features(self, at: float) -> FeatureSet:
        if self.features is None or at >= self._refit_at:
            self.context.fit(at)
            self.features = FeatureSet(self.context, at)
            self._refit_at = at + REFIT_EVERY
        return self.features

    def _collect_visit(self, event: Event) -> None:
        state = self.states.get(event.member_id, MemberState())
        shown = self.shown.get((event.member_id, event.activity_id, event.at), ())
        choice = observed_choice(self._fitted_features(event.at), self.context, state, event, shown)
        if choice is not None:
            self.choices["visit"].append(choice)

    def _collect_list(self, at: float, known_until: float) -> None:
        """What members who joined something after ``at`` chose from what was open at ``at``."""
        open_now = self.world.open_at(at)
        chosen = self._joined_between(open_now, at, min(at + LIST_HORIZON, known_until))
        if len(open_now) < 2 or not chosen:
            return
        members = self._sampled(list(chosen))
        features = self._fitted_features(at)
        for row in members:
            query = self._query(features, row, open_now, chosen[row], at)
            if query is not None:
                self.queries.append(query)
                self.choices["list"] += query.choices()

    def _sampled(self, members: list[int]) -> list[int]:
        """As many of a list's members as keep the number of choices near ``max_choices``."""
        times = self.source.log["at"]
        span = max(float(times[-1] - times[0]), LIST_EVERY)
        quota = max(MIN_MEMBERS, int(self.max_choices * LIST_EVERY / span))
        if len(members) <= quota:
            return members
        sampled: list[int] = self._rng.choice(members, quota, replace=False).tolist()
        return sampled

    def _query(
        self, features: FeatureSet, row: int, open_now: Rows, chosen: list[int], at: float
    ) -> TrainingQuery | None:
        """The list of one member; ``None`` where nothing they could join was chosen, or there was no alternative."""
        rows = joinable(self.world, open_now, row)
        rows = rows[~np.isin(rows, list(self.world.declined[row]))]
        wanted = np.intersect1d(rows, chosen)
        rows = sample_alternatives(rows, wanted, self._rng)
        if not len(wanted) or len(rows) < 2:
            return None
        state = self.states.get(self.world.member_ids.names[row], MemberState())
        member = Member.in_world(self.world, row, state, at)
        matrix = features.matrix(member, Candidates(self.context, rows, at))
        return TrainingQuery(at, matrix, member.experience, np.searchsorted(rows, wanted))

    def _joined_between(self, open_now: Rows, start: float, end: float) -> dict[int, list[int]]:
        """Member -> those of the open activities they join from ``start`` until before ``end``."""
        log = self.source.log
        part = slice(*np.searchsorted(log["at"], [start, end]).tolist())
        listed = np.zeros(len(self.world.activities), np.bool_)
        listed[open_now] = True
        who, what = log["member"][part], log["activity"][part]
        counts = (log["kind"][part] == KINDS.index("join")) & listed[what]
        chosen: dict[int, list[int]] = {}
        for member, activity in zip(who[counts].tolist(), what[counts].tolist(), strict=True):
            chosen.setdefault(member, []).append(activity)
        return chosen
