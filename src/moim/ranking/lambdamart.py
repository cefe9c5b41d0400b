"""LambdaMART on top of the choice model, for lists: what a weighted sum of features cannot say.

A tree can say "near, but only in the evening" or "full, so what". The trees (Burges, 2010; ``lightgbm``) see the
features, how much is known of the member, how many candidates there are and the linear score itself; what they add is
added to that score, so that reasons stay those of the features. They are kept only where they win on lists later than
those they learned from. Without ``lightgbm`` (extra ``train``) none are grown, and the linear score stands alone.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moim.data.world import Floats, Floats32
from moim.extras import installed, require, warn_once
from moim.ranking.choice_model import Choice, ChoiceModel

log = logging.getLogger(__name__)

LEAST = 300
"""Lists below which no tree is grown."""
MOST = 3_000
"""Lists learned from, the latest ones."""
LATER = 0.25
"""Share of the lists, the latest ones, on which trees must win before they are kept."""
TREES = 120
PARAMETERS = {
    "objective": "lambdarank",
    "learning_rate": 0.05,
    "num_leaves": 8,
    "min_data_in_leaf": 100,
    "lambda_l2": 10.0,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambdarank_truncation_level": 10,
    "num_threads": 2,  # the same trees in any number
    "deterministic": True,
    "force_row_wise": True,
    "seed": 0,
    "verbosity": -1,
}
GAINS = 1.0 / np.log2(np.arange(2, 12))


@dataclass(frozen=True, slots=True)
class TrainingQuery:
    """A list imagined at a time, and what was joined of it later.

    ``features`` is ``float32[s, n]``, ``experience`` what was known of the member, ``chosen`` positions among the
    ``n``.
    """

    at: float
    features: Floats32
    experience: float
    chosen: NDArray[np.intp]

    def choices(self) -> list[Choice]:
        """Each thing joined as a choice among all; together they count the square root of their number."""
        weight = float(len(self.chosen)) ** -0.5
        return [Choice(self.features, self.experience, position, weight) for position in self.chosen.tolist()]


class LambdaMart:
    """What is added to the linear score of each candidate."""

    def __init__(self, text: str) -> None:
        """``text`` is LightGBM's own form of a model; reading it runs nothing."""
        self.text = text

    @cached_property
    def _booster(self) -> Any:
        require("lightgbm", "ranking lists with trees")
        import lightgbm  # when trees are first needed: a web worker ranks without

        return lightgbm.Booster(model_str=self.text)

    def score(self, features: Floats32, experience: float, linear: Floats32) -> Floats32:
        """``float32[n]`` from features ``float32[s, n]`` and the linear score, ``float32[n]``.

        Raises:
            MissingExtraError: LightGBM is not installed.
        """
        if not len(linear):
            return np.zeros(len(linear), np.float32)
        return np.asarray(self._booster.predict(_rows(features, experience, linear), num_threads=1), np.float32)

    @classmethod
    def fit(cls, lists: Sequence[TrainingQuery], model: ChoiceModel) -> LambdaMart | None:
        """Grow trees over ``model``.

        Returns:
            None if there are few lists, if trees grown on the earlier ones did no better on the later ones, or if
            LightGBM is not installed (a warning is given) or lacks a library of the system (it is logged).
        """
        if not installed("lightgbm"):
            warn_once("lightgbm")
            return None
        if len(lists) < LEAST:
            return None
        try:
            import lightgbm  # noqa: F401
        except OSError as error:
            log.warning("lists are ranked by the linear weights alone: lightgbm cannot be loaded (%s)", error)
            return None
        ordered = sorted(lists, key=lambda one: one.at)[-MOST:]
        split = int(len(ordered) * (1.0 - LATER))
        later = [one for one in ordered[split:] if one.at > ordered[split - 1].at]
        if len(later) < LEAST // 10:
            return None
        trial = cls._grown(ordered[:split], model)
        if sum(_gain(trial, one, model) for one in later) <= 0:
            return None
        return cls._grown(ordered, model)

    @classmethod
    def _grown(cls, lists: Sequence[TrainingQuery], model: ChoiceModel) -> LambdaMart:
        import lightgbm

        rows = [_rows(one.features, one.experience, model.score(one.features, one.experience)) for one in lists]
        wanted = np.zeros(sum(map(len, rows)), np.int32)
        first = np.cumsum([0, *map(len, rows)])
        for start, one in zip(first, lists, strict=False):
            wanted[start + one.chosen] = 1
        data = lightgbm.Dataset(np.concatenate(rows), wanted, group=list(map(len, rows)))
        return cls(lightgbm.train(PARAMETERS, data, TREES).model_to_string())


def _rows(features: Floats32, experience: float, linear: Floats32) -> Floats32:
    """``float32[n, 2 s + 3]``, a row a candidate: the features, and how far each is above what is usual in the list."""
    n = len(linear)
    more = [np.full(n, experience), np.full(n, n), linear - linear.max(initial=-np.inf)]
    above = features - features.mean(axis=1, keepdims=True)
    return np.concatenate([features, above, np.array(more, np.float32)]).T


def _gain(trees: LambdaMart, one: TrainingQuery, model: ChoiceModel) -> float:
    linear = model.score(one.features, one.experience)
    return _ndcg(linear + trees.score(one.features, one.experience, linear), one.chosen) - _ndcg(linear, one.chosen)


def _ndcg(scores: Floats32, chosen: NDArray[np.intp]) -> float:
    """nDCG@10 of one ranking."""
    place = np.empty(len(scores), np.intp)
    place[np.argsort(-scores, kind="stable")] = np.arange(len(scores))
    found: Floats = GAINS[place[chosen][place[chosen] < len(GAINS)]]
    return float(found.sum() / GAINS[: len(chosen)].sum())
