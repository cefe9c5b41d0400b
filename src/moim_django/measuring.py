"""Does a new version rank worse than the active one? Measured on the platform's last days before it is activated.

The joins of the last :data:`WINDOW` are predicted by weights trained on what was known before, by the weights of the
active version, and by "most joined first": at each join, everything open at that moment is ranked
(:func:`moim.evaluation.protocols.prequential`). The version itself is trained on the window as well; what is measured
is the same training, ended before the window.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import cast

import numpy as np

from moim.data.arrays import Floats, Floats32, Rows
from moim.data.dataset import Dataset
from moim.data.events import Event
from moim.data.world import World
from moim.evaluation.baselines.simple import MostJoined
from moim.evaluation.intervals import paired_difference
from moim.evaluation.model import Model
from moim.evaluation.protocols import prequential
from moim.features import Candidates, Member
from moim.features.context import FeatureContext
from moim.features.matrix import FeatureSet
from moim.members import MemberState
from moim.ranking.choice_model import ChoiceModel
from moim.ranking.replay_training import ReplayTrainer, ShownLists
from moim.recommender import Recommender
from moim.text.tokens import TokenizerName

WINDOW = datetime.timedelta(days=7)
"""Set by hand: a week has every weekday once."""
METRIC = "ndcg@10"
ENOUGH = 30
"""Joins before the window, and in it, below which nothing is measured. Set by hand: with fewer, the 95 % interval is
wider than any difference between two trainings."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of a measurement.

    Attributes:
        metrics: figures by name.
        reason: why the version must not be activated; empty if it may.
    """

    metrics: dict[str, int | float]
    reason: str = ""


def judge(
    dataset: Dataset, *, at: float, trained: Recommender, serving: Recommender, shown: ShownLists | None = None
) -> Verdict:
    """Compare the training with the weights it would replace, on the window before ``at``.

    The training ranks worse if the 95 % interval of the difference in nDCG@10, over members, lies below zero. With too
    few joins to tell, it may serve. Each is measured with the tokens of its own tokenizer.

    Args:
        dataset: what the version was trained on.
        at: the end of the window, in seconds since 1970 UTC.
        trained: the new version.
        serving: the active version.
        shown: the lists members saw, as :meth:`moim.recommender.Recommender.fit` was given them.
    """
    joins = dataset.interactions.number("at")[[kind == "join" for kind in dataset.interactions.text("kind")]]
    start = at - WINDOW.total_seconds()
    before, inside = int((joins < start).sum()), int((joins >= start).sum())
    metrics: dict[str, int | float] = {"joins in the window": inside}
    if before < ENOUGH or inside < ENOUGH:
        return Verdict(metrics)
    trial = _Trial(shown, trained.context.texts.tokenizer)
    now = trial.with_tokenizer(serving.context.texts.tokenizer)
    models = [_Weights("this", trial, None), _Weights("serving", now, serving.models["visit"]), MostJoined()]
    measured = prequential(dataset, cast(list[Model], models), start)
    metrics["rankings"] = len(measured)
    if not len(measured):
        return Verdict(metrics)
    figures = {name: measured.column(name, METRIC) for name in measured.models}
    metrics |= {f"{METRIC}, {name}": float(column.mean()) for name, column in figures.items()}
    names = {name: number for number, name in enumerate(dict.fromkeys(measured.member_ids))}
    members = np.array([names[name] for name in measured.member_ids])
    difference = paired_difference(figures["this"], figures["serving"], members)
    if difference.high < 0:
        return Verdict(metrics, f"{METRIC} is {-difference.value:.3f} lower than that of the version that serves")
    return Verdict(metrics)


class _Trial:
    """What both sets of weights share: the features, fitted once when the window begins, and members' states."""

    def __init__(self, shown: ShownLists | None, tokenizer: TokenizerName) -> None:
        self.shown = shown
        self.tokenizer = tokenizer
        self.world: World | None = None
        self.context: FeatureContext
        self.features: FeatureSet
        self.states: dict[str, MemberState] = {}
        self.learned: ChoiceModel
        self._key: tuple[int, float] = (-1, 0.0)
        self._of: tuple[Floats32, float]

    def with_tokenizer(self, tokenizer: TokenizerName) -> _Trial:
        """The same members' states with the features of another tokenizer; itself if it is the same one."""
        if tokenizer == self.tokenizer:
            return self
        other = _Trial(self.shown, tokenizer)
        other.states = self.states
        return other

    def fit(self, world: World, at: float) -> None:
        if self.world is None:
            self.world = world
            self.context = FeatureContext(world, tokenizer=self.tokenizer)
            trainer = ReplayTrainer(world, self.context, shown=self.shown)
            trainer.advance(at, at, scenarios=("visit",))
            self.learned = trainer.fitted_models()["visit"]
            self.context.fit(at)
            self.features = FeatureSet(self.context, at)

    def matrix(self, world: World, member: int, candidates: Rows, at: float) -> tuple[Floats32, float]:
        """The features, ``float32[s, n]``, and what is known of the member; kept for the other set of weights."""
        self.fit(world, at)
        if self._key != (member, at):
            state = self.states.get(world.member_ids.names[member], MemberState())
            who = Member.in_world(world, member, state, at)
            self._of = self.features.matrix(who, Candidates(self.context, candidates, at)), who.experience
            self._key = member, at
        return self._of


class _Weights:
    """A set of weights as a model: the given ones, or (``None``) those trained on what was known before the window."""

    utilities = False

    def __init__(self, name: str, trial: _Trial, given: ChoiceModel | None) -> None:
        self.name, self.trial, self.given = name, trial, given

    def start(self, world: World, at: float) -> None:
        self.world = world

    def score(self, member: int, candidates: Rows, at: float) -> Floats:
        matrix, experience = self.trial.matrix(self.world, member, candidates, at)
        model = self.given or self.trial.learned
        return model.score(matrix, experience).astype(np.float64)

    def before(self, event: Event) -> None:
        pass

    def after(self, event: Event) -> None:
        if self.given is None:  # the states are shared: one of the models keeps them
            self.trial.states.setdefault(event.member_id, MemberState()).update(event)
