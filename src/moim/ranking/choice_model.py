"""The choice model: the score of an activity for a member, as a sum of features times weights.

A member who joins one of the activities open at that moment has chosen among them. The conditional logit
(:mod:`moim.ranking.conditional_logit`) gives each the probability ``softmax(score)``, with

    score = sum_s (w_s + v_s / (1 + n)) x_s

where ``x_s`` are the features and ``n`` is what is known of the member (:attr:`moim.features.Member.experience`), so
that weights may differ for newcomers.

The weights are fitted to all collected choices at once (:meth:`ChoiceModel.fit`, :mod:`moim.ranking.replay_training`)
and then follow single choices (:meth:`ChoiceModel.step`, :mod:`moim.ranking.online_update`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from moim.data.arrays import Floats, Floats32
from moim.features import FEATURES
from moim.ranking.conditional_logit import ConditionalLogit, GaussianPrior

Scenario = Literal["visit", "list"]
"""What weights are for. ``visit``: a member is here now and chooses. ``list``: a list is made for whatever comes later.
See :mod:`moim.ranking.replay_training`."""
SCENARIOS: tuple[Scenario, ...] = get_args(Scenario)
NAMES = tuple(feature.name for feature in FEATURES)

CHOICE_WEIGHT = {"join": 1.0, "like": 0.3, "view": 0.1}
"""How much each kind of choice counts in the likelihood. Set by hand: a like or a view says less than a join."""

PRIOR_CHOICES = 30.0
"""Number of choices the prior weights are worth: the precision of a weight is this times its feature's variance.

A compromise between few choices and many. Montana, mean log-likelihood of the joins and likes in the last 30 % of
the log:

=====  =================  =================  ================  ================
value  visits, 150 known  visits, all known  lists, 150 known  lists, all known
=====  =================  =================  ================  ================
3      -1.222             -0.673             -2.239            -1.249
30     -0.821             -0.679             -1.840            -1.192
300    -0.834             -0.708             -1.450            -1.162
=====  =================  =================  ================  ================
"""

NEWCOMER_PRECISION = 3.0
"""How many times as precise the prior of the weights added for newcomers is. Few choices are newcomers', so that
these weights follow chance sooner. Set by hand; measured like ``PRIOR_CHOICES`` it hardly matters (all known, with 1, 3
and 10: visits -0.676, -0.679, -0.684, lists -1.197, -1.192, -1.194; lists of 150 known -1.948, -1.840, -1.792)."""

INITIAL_SQUARE = 0.01
"""What AdaGrad's sums of squared gradients begin with, so that a first gradient far below 0.1 moves little. Set by
hand."""

STEPS = 40
"""Iterations of L-BFGS. Measured like ``PRIOR_CHOICES``, all known, with 10, 40 and 100: visits -0.728, -0.679, -0.681,
lists -1.198, -1.192, -1.179."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen and what else could have been.

    Attributes
    ----------
    features
        Of all alternatives, ``float32[s, n]``.
    experience
        What was known of the member.
    chosen
        Position of the chosen one among the ``n``.
    weight
        How much the choice counts, a join being 1.
    """

    features: Floats32
    experience: float
    chosen: int
    weight: float = 1.0


@dataclass(slots=True)
class ChoiceModel:
    """The weights of the features.

    Attributes
    ----------
    weights
        For everyone, ``float64[s]``.
    newcomer
        Added to them times ``1 / (1 + n)``, ``float64[s]``.
    squares
        AdaGrad's sums of squared gradients, of ``weights`` and then of ``newcomer``, ``float64[2 s]``.
    rate
        AdaGrad's learning rate; 0.2 is for weights that begin from the prior
        (``docs/decisions/0009-one-row-of-weights.md``).
    choices
        How many choices the weights were learned from.
    """

    weights: Floats
    newcomer: Floats
    squares: Floats
    rate: float = 0.2
    choices: int = 0

    @classmethod
    def prior(cls, rate: float = 0.2) -> ChoiceModel:
        """The weights before the first choice, with which a new platform ranks on its first day."""
        return cls(
            np.array([feature.prior for feature in FEATURES]),
            np.array([feature.prior_newcomer for feature in FEATURES]),
            np.full(2 * len(FEATURES), INITIAL_SQUARE),
            rate,
        )

    def copy(self) -> ChoiceModel:
        """The same weights in arrays of their own."""
        return ChoiceModel(self.weights.copy(), self.newcomer.copy(), self.squares.copy(), self.rate, self.choices)

    def effective(self, experience: float) -> Floats32:
        """The weights for a member of whom so much is known, ``float32[s]``."""
        return (self.weights + self.newcomer / (1.0 + experience)).astype(np.float32)

    def score(self, features: Floats32, experience: float) -> Floats32:
        """``float32[n]`` from features ``float32[s, n]``."""
        scores: Floats32 = self.effective(experience) @ features
        return scores

    def probabilities(self, features: Floats32, experience: float) -> Floats:
        """The chance of each candidate to be the chosen one, ``float64[n]``, summing to 1."""
        scores = self.score(features, experience).astype(np.float64)
        odds = np.exp(scores - scores.max())
        chances: Floats = odds / odds.sum()
        return chances

    def gradient(self, choice: Choice) -> Floats:
        """The gradient of the log-likelihood of one choice, ``float64[2 s]``, times the choice's weight."""
        residual = -self.probabilities(choice.features, choice.experience)
        residual[choice.chosen] += 1.0
        common = choice.weight * (choice.features @ residual.astype(np.float32)).astype(np.float64)
        return np.concatenate([common, common / (1.0 + choice.experience)])

    def step(self, choice: Choice) -> None:
        """One AdaGrad step (Duchi, Hazan and Singer, 2011) up the log-likelihood of one choice, in place."""
        gradient = self.gradient(choice)
        self.squares += gradient * gradient
        step = self.rate * gradient / np.sqrt(self.squares)
        self.weights += step[: len(NAMES)]
        self.newcomer += step[len(NAMES) :]
        self.choices += 1

    def fit(self, choices: Sequence[Choice], steps: int = STEPS) -> None:
        """Move to the weights most likely after these choices (maximum a posteriori), in place.

        The search begins at the present weights. The prior of each weight is as narrow as its feature is wide: it is
        worth ``PRIOR_CHOICES`` choices whatever the feature's scale. :meth:`step` can go on from the result.

        Parameters
        ----------
        choices
            All choices; none leaves the weights as they are.
        steps
            Iterations of L-BFGS.
        """
        if not choices:
            return
        logit = stacked(choices)
        prior = ChoiceModel.prior()
        mean = np.concatenate([prior.weights, prior.newcomer])
        found = logit.fit(
            GaussianPrior(mean, _prior_precision(logit.x)),
            np.concatenate([self.weights, self.newcomer]),
            steps=steps,
        )
        self.weights, self.newcomer = found[: len(NAMES)].copy(), found[len(NAMES) :].copy()
        self.squares = INITIAL_SQUARE + logit.squared_gradients(found)
        self.choices = len(choices)

    def named(self) -> dict[str, tuple[float, float]]:
        """Weight and newcomers' weight by name of feature, for people to read."""
        return {name: (float(w), float(v)) for name, w, v in zip(NAMES, self.weights, self.newcomer, strict=True)}


def stacked(choices: Sequence[Choice]) -> ConditionalLogit:
    """The likelihood of the choices.

    The mean of each choice's features is subtracted from them: no probability depends on it.
    """
    sizes = np.array([choice.features.shape[1] for choice in choices])
    first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    x = np.ascontiguousarray(np.concatenate([choice.features for choice in choices], axis=1).T)
    x -= np.repeat(np.add.reduceat(x, first) / sizes[:, None].astype(np.float32), sizes, axis=0)
    return ConditionalLogit(
        x,
        np.repeat(1.0 / (1.0 + np.array([choice.experience for choice in choices])), sizes),
        sizes,
        np.array([choice.chosen for choice in choices]),
        np.array([choice.weight for choice in choices]),
    )


def _prior_precision(x: Floats32) -> Floats:
    """``float64[2 s]`` from features ``float32[rows, s]`` centred within each choice."""
    variance = np.square(x).sum(axis=0, dtype=np.float64) / len(x)
    precision = np.maximum(PRIOR_CHOICES * variance, 1e-3)  # a feature without variance keeps its prior all the same
    return np.concatenate([precision, NEWCOMER_PRECISION * precision])
