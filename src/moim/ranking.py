"""Signals -> one score: a multinomial choice model with few, named weights, learned from every join.

A member who joins one of the activities open at that moment has made a choice among them; the conditional logit
(McFadden, 1974) says each is chosen with probability ``softmax(score)``, ``score = sum_s (w_s + v_s / (1 + n)) x_s``,
with ``x_s`` the signals and ``n`` what is known of the member, so that weights may differ for newcomers. One choice is
one AdaGrad step (Duchi et al., 2011) up the log-likelihood; learning in batch is the same step over the past.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from moim.index import Index
from moim.reasons import Reason
from moim.signals import SIGNALS, Candidates, Member
from moim.world import Floats, Floats32

Occasion = Literal["visit", "list"]
"""Someone is here now and chooses, or a list is made for whatever comes later: see :mod:`moim.learning`."""
OCCASIONS: tuple[Occasion, ...] = get_args(Occasion)
NAMES = tuple(signal.name for signal in SIGNALS)
CHOICE_WEIGHT = {"join": 1.0, "like": 0.3, "view": 0.1}
"""How much each kind of choice teaches the weights."""


@dataclass(slots=True)
class ChoiceModel:
    """The weights of the signals: ``weights`` for everyone, ``newcomer`` times ``1 / (1 + n)``, each ``float64[s]``.

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
            np.array([signal.prior for signal in SIGNALS]),
            np.array([signal.prior_newcomer for signal in SIGNALS]),
            np.full(2 * len(SIGNALS), 0.01),
            rate,
        )

    def copy(self) -> ChoiceModel:
        """The same weights, to be learned on apart from these."""
        return ChoiceModel(self.weights.copy(), self.newcomer.copy(), self.squares.copy(), self.rate, self.choices)

    def effective(self, experience: float) -> Floats32:
        """The weights for a member of whom this much is known, ``float32[s]``."""
        return (self.weights + self.newcomer / (1.0 + experience)).astype(np.float32)

    def score(self, signals: Floats32, experience: float) -> Floats32:
        """``float32[n]`` from signals ``float32[s, n]``."""
        scores: Floats32 = self.effective(experience) @ signals
        return scores

    def probabilities(self, signals: Floats32, experience: float) -> Floats:
        """How likely each candidate is to be the one chosen, ``float64[n]``, summing to 1."""
        scores = self.score(signals, experience).astype(np.float64)
        odds = np.exp(scores - scores.max())
        chances: Floats = odds / odds.sum()
        return chances

    def learn(self, signals: Floats32, experience: float, chosen: int, weight: float = 1.0) -> None:
        """One step from one choice: ``chosen`` is the position of what was chosen among the ``n`` candidates."""
        surprise = -self.probabilities(signals, experience)
        surprise[chosen] += 1.0
        gradient = weight * (signals @ surprise.astype(np.float32)).astype(np.float64)
        both = np.concatenate([gradient, gradient / (1.0 + experience)])
        self.squares += both * both
        step = self.rate * both / np.sqrt(self.squares)
        self.weights += step[: len(NAMES)]
        self.newcomer += step[len(NAMES) :]
        self.choices += 1

    def named(self) -> dict[str, tuple[float, float]]:
        """Weight and newcomer's weight by name of signal, for people to read."""
        return {name: (float(w), float(v)) for name, w, v in zip(NAMES, self.weights, self.newcomer, strict=True)}


class SignalSet:
    """All signals over one index."""

    def __init__(self, index: Index, at: float) -> None:
        self.signals = tuple(signal() for signal in SIGNALS)
        for signal in self.signals:
            signal.fit(index, at)

    def matrix(self, member: Member, candidates: Candidates) -> Floats32:
        """``float32[s, n]``, a row a signal."""
        matrix = np.empty((len(self.signals), len(candidates)), np.float32)
        for row, signal in enumerate(self.signals):
            matrix[row] = signal.score(member, candidates)
        return matrix

    def reasons(
        self,
        member: Member,
        candidates: Candidates,
        matrix: Floats32,
        weights: Floats32,
        position: int,
        *,
        explored: bool = False,
        most: int = 2,
    ) -> tuple[Reason, ...]:
        """Why one candidate stands where it stands: the terms by which it is most above the average candidate.

        At least one reason is given, and each is a fact its signal has just computed.
        """
        terms = weights * (matrix[:, position] - matrix.mean(axis=1))
        given: list[Reason] = [Reason("explored")] if explored else []
        for row in np.argsort(-terms):
            if len(given) >= most or terms[row] <= 0:
                break
            reason = self.signals[row].reason(member, candidates, position)
            if reason is not None and all(reason.code != other.code for other in given):
                given.append(reason)
        return tuple(given) or (Reason("open"),)
