"""Features -> one score: a multinomial choice model with few, named weights, learned from every join.

A member who joins one of the activities open at that moment has made a choice among them; the conditional logit
(McFadden, 1974) says each is chosen with probability ``softmax(score)``, ``score = sum_s (w_s + v_s / (1 + n)) x_s``,
with ``x_s`` the features and ``n`` what is known of the member, so that weights may differ for newcomers.

One choice has one gradient. As choices come in, each is one AdaGrad step (Duchi et al., 2011) up the log-likelihood;
over a past that lies there whole, the same gradients are followed to the maximum, with the prior weights as the middle
of a Gaussian, so that a platform with little data stays near what is sensible.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from scipy.optimize import fmin_l_bfgs_b

from moim.data.world import Floats, Floats32
from moim.explain.reason import Reason
from moim.features import FEATURES, Candidates, Member
from moim.features.context import FeatureContext

Scenario = Literal["visit", "list"]
"""Someone is here now and chooses, or a list is made for whatever comes later: see
:mod:`moim.ranking.replay_training`."""
SCENARIOS: tuple[Scenario, ...] = get_args(Scenario)
NAMES = tuple(feature.name for feature in FEATURES)
CHOICE_WEIGHT = {"join": 1.0, "like": 0.3, "view": 0.1}
"""How much each kind of choice teaches the weights."""


PRIOR_CHOICES = 30.0
"""How much the prior weights are worth: as if so many choices, each as uncertain as can be, had spoken for them."""

NEWCOMER_TRUST = 3.0
"""How many times as much those of what is added for newcomers: there are few of them, and what is added must not run
away."""

PERSONAL = 3.0
"""How much larger a term about the activity alone must be to be told before one about the member."""

STEPS = 40
"""Of L-BFGS; beyond that the likelihood changes in its fifth digit."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen, and what else could have been: ``features`` ``float32[s, n]``, ``chosen`` a position in them.

    ``experience`` is what was known of the member, ``weight`` how much the choice says, joining being 1.
    """

    features: Floats32
    experience: float
    chosen: int
    weight: float = 1.0


@dataclass(slots=True)
class ChoiceModel:
    """The weights of the features: ``weights`` for everyone, ``newcomer`` times ``1 / (1 + n)``, each ``float64[s]``.

    ``squares`` are AdaGrad's sums of squared gradients, ``float64[2 s]``; ``rate`` its step; ``choices`` how many it
    learned from.
    """

    weights: Floats
    newcomer: Floats
    squares: Floats
    rate: float = 0.2
    choices: int = 0

    @classmethod
    def prior(cls, rate: float = 0.2) -> ChoiceModel:
        """The weights before the first choice was seen, so that a new platform ranks sensibly on its first day."""
        return cls(
            np.array([feature.prior for feature in FEATURES]),
            np.array([feature.prior_newcomer for feature in FEATURES]),
            np.full(2 * len(FEATURES), 0.01),
            rate,
        )

    def copy(self) -> ChoiceModel:
        """The same weights, to be learned on apart from these."""
        return ChoiceModel(self.weights.copy(), self.newcomer.copy(), self.squares.copy(), self.rate, self.choices)

    def effective(self, experience: float) -> Floats32:
        """The weights for a member of whom this much is known, ``float32[s]``."""
        return (self.weights + self.newcomer / (1.0 + experience)).astype(np.float32)

    def score(self, features: Floats32, experience: float) -> Floats32:
        """``float32[n]`` from features ``float32[s, n]``."""
        scores: Floats32 = self.effective(experience) @ features
        return scores

    def probabilities(self, features: Floats32, experience: float) -> Floats:
        """How likely each candidate is to be the one chosen, ``float64[n]``, summing to 1."""
        scores = self.score(features, experience).astype(np.float64)
        odds = np.exp(scores - scores.max())
        chances: Floats = odds / odds.sum()
        return chances

    def gradient(self, choice: Choice) -> Floats:
        """Of the log-likelihood of one choice, ``float64[2 s]``."""
        surprise = -self.probabilities(choice.features, choice.experience)
        surprise[choice.chosen] += 1.0
        common = choice.weight * (choice.features @ surprise.astype(np.float32)).astype(np.float64)
        return np.concatenate([common, common / (1.0 + choice.experience)])

    def learn(self, choice: Choice) -> None:
        """One step from one choice."""
        both = self.gradient(choice)
        self.squares += both * both
        step = self.rate * both / np.sqrt(self.squares)
        self.weights += step[: len(NAMES)]
        self.newcomer += step[len(NAMES) :]
        self.choices += 1

    def fit(self, choices: Sequence[Choice], steps: int = STEPS) -> None:
        """Move to the weights most likely after these choices; small steps go on from there.

        Maximum a posteriori by L-BFGS, from the present weights, in at most ``steps`` steps. The prior of a weight is
        as wide as its feature is narrow: it is worth ``PRIOR_CHOICES`` choices whatever the feature's scale.
        """
        if not choices:
            return
        stacked = _Stacked(choices)
        middle = np.concatenate([ChoiceModel.prior().weights, ChoiceModel.prior().newcomer])
        start = np.concatenate([self.weights, self.newcomer])
        with _one_thread():
            found, _, _ = fmin_l_bfgs_b(stacked.loss, start, args=(middle,), maxiter=steps)
        self.weights, self.newcomer = found[: len(NAMES)].copy(), found[len(NAMES) :].copy()
        self.squares = 0.01 + stacked.squares(found)
        self.choices = len(choices)

    def named(self) -> dict[str, tuple[float, float]]:
        """Weight and newcomer's weight by name of feature, for people to read."""
        return {name: (float(w), float(v)) for name, w, v in zip(NAMES, self.weights, self.newcomer, strict=True)}


def _one_thread() -> AbstractContextManager[object]:
    """One thread for BLAS, where that can be said: products so narrow are slower in several."""
    try:
        from threadpoolctl import threadpool_limits
    except ImportError:
        return nullcontext()
    limits: AbstractContextManager[object] = threadpool_limits(1, "blas")
    return limits


class _Stacked:
    """Many choices as one matrix, a row a candidate, for the likelihood of all of them at once.

    ``x`` is ``float32[rows, s]``, each choice's features less their mean, which no choice depends on; ``new`` is
    ``1 / (1 + n)`` of each row. All else is of double precision.
    """

    def __init__(self, choices: Sequence[Choice]) -> None:
        sizes = np.array([choice.features.shape[1] for choice in choices])
        self.first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        self.of = np.repeat(np.arange(len(choices)), sizes)
        self.x = np.ascontiguousarray(np.concatenate([choice.features for choice in choices], axis=1).T)
        self.x -= (np.add.reduceat(self.x, self.first) / sizes[:, None].astype(np.float32))[self.of]
        self.new = 1.0 / (1.0 + np.array([choice.experience for choice in choices]))[self.of]
        self.weight = np.array([choice.weight for choice in choices])
        self.chosen = np.zeros(len(self.x))
        self.chosen[self.first + np.array([choice.chosen for choice in choices])] = self.weight
        self.pull = self._pulled(self.chosen)
        narrow = np.maximum(PRIOR_CHOICES * np.square(self.x).sum(axis=0, dtype=np.float64) / len(self.x), 1e-3)
        self.precision = np.concatenate([narrow, NEWCOMER_TRUST * narrow])

    def loss(self, w: Floats, middle: Floats) -> tuple[float, Floats]:
        """Negative log posterior (up to a constant) and its gradient."""
        share, evidence = self._shares(w)
        off = w - middle
        value = self.weight @ evidence - self.pull @ w + 0.5 * self.precision @ (off * off)
        return float(value), self._pulled(share) - self.pull + self.precision * off

    def squares(self, w: Floats) -> Floats:
        """The squared gradients of all choices, added up, ``float64[2 s]``."""
        surprise = (self.chosen - self._shares(w)[0]).astype(np.float32)
        each = np.square(np.add.reduceat(self.x * surprise[:, None], self.first).astype(np.float64))
        return np.concatenate([each.sum(axis=0), np.square(self.new[self.first]) @ each])

    def _shares(self, w: Floats) -> tuple[Floats, Floats]:
        """The chance of each row times its choice's weight, and the log of the sum of each choice's odds."""
        common, newcomer = (self.x @ w.reshape(2, -1).T.astype(np.float32)).T.astype(np.float64)
        scores = common + self.new * newcomer
        top = np.maximum.reduceat(scores, self.first)
        odds = np.exp(scores - top[self.of])
        total = np.add.reduceat(odds, self.first)
        return odds / total[self.of] * self.weight[self.of], np.log(total) + top

    def _pulled(self, share: Floats) -> Floats:
        """The features of all rows, so much of each, for both parts of the weights, ``float64[2 s]``."""
        both = np.stack([share, share * self.new]).astype(np.float32)
        return np.concatenate(both @ self.x).astype(np.float64)


class FeatureSet:
    """All features over one context."""

    def __init__(self, context: FeatureContext, at: float) -> None:
        self.features = tuple(feature() for feature in FEATURES)
        self._telling = np.array([PERSONAL if feature.personal else 1.0 for feature in FEATURES], np.float32)
        self._kept: tuple[Candidates, dict[int, Floats32]] | None = None
        for feature in self.features:
            feature.fit(context, at)

    def matrix(self, member: Member, candidates: Candidates) -> Floats32:
        """``float32[s, n]``, a row a feature."""
        common = self._for_everyone(member, candidates)
        rows = [
            common[s] if s in common else feature.score(member, candidates) for s, feature in enumerate(self.features)
        ]
        return np.concatenate(rows).reshape(len(rows), len(candidates))

    def _for_everyone(self, member: Member, candidates: Candidates) -> dict[int, Floats32]:
        """The features that do not look at the member, by row, asked once for each set of candidates."""
        if self._kept is None or self._kept[0] is not candidates:
            common = {s: feature for s, feature in enumerate(self.features) if not feature.personal}
            self._kept = candidates, {s: feature.score(member, candidates) for s, feature in common.items()}
        return self._kept[1]

    @staticmethod
    def usual(matrix: Floats32) -> Floats32:
        """The average of each feature over the candidates, ``float32[s]``; 0 where there are none."""
        average: Floats32 = matrix.sum(axis=1) / np.float32(max(matrix.shape[1], 1))
        return average

    def reasons(
        self,
        member: Member,
        candidates: Candidates,
        matrix: Floats32,
        usual: Floats32,
        weights: Floats32,
        position: int,
        *,
        explored: bool = False,
        most: int = 2,
    ) -> tuple[Reason, ...]:
        """Why one candidate stands where it stands: the terms by which it is most above the average, personal first.

        ``usual`` is what :meth:`usual` gives. At least one reason is given, and each is a fact its feature has just
        computed.
        """
        terms = weights * (matrix[:, position] - usual)
        given: list[Reason] = [Reason("explored")] if explored else []
        for row in np.argsort(-terms * self._telling):
            if len(given) >= most or terms[row] <= 0:
                break
            reason = self.features[row].reason(member, candidates, position, float(matrix[row, position]))
            if reason is not None and all(reason.code != other.code for other in given):
                given.append(reason)
        return tuple(given) or (Reason("open"),)
