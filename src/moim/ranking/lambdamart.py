"""LambdaMART on top of the choice model, for lists: combinations of features, which a weighted sum cannot express.

The trees (Burges, 2010, "From RankNet to LambdaRank to LambdaMART"; ``lightgbm``) get the features, what is known of
the member, the number of candidates and the linear score. What they give is added to that score; reasons are those of
the linear score. Trees are kept only if trees grown on the earlier lists rank the latest ones better than the linear
score alone. Without ``lightgbm`` (extra ``train``) no trees are grown. See ``docs/decisions/0013-trees-on-lists.md``.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moim.data.arrays import Floats, Floats32
from moim.extras import installed, require, warn_once
from moim.ranking.choice_model import Choice, ChoiceModel

log = logging.getLogger(__name__)

MIN_QUERIES = 300
"""With fewer lists no trees are grown."""
MAX_QUERIES = 3_000
"""Of more lists the latest are used."""
HOLD_OUT = 0.25
"""Share of the lists, the latest ones, on which trees must rank better than the linear score to be kept."""
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
DISCOUNTS = 1.0 / np.log2(np.arange(2, 12))
"""Of the first ten places in nDCG (Järvelin and Kekäläinen, 2002)."""


@dataclass(frozen=True, slots=True)
class TrainingQuery:
    """A list imagined for one member, and what they joined of it later.

    Attributes
    ----------
    at
        Its time, seconds since 1970.
    features
        Of its activities, ``float32[s, n]``.
    experience
        What was known of the member.
    chosen
        Positions of what was joined among the ``n``, at least one.
    """

    at: float
    features: Floats32
    experience: float
    chosen: NDArray[np.intp]

    def choices(self) -> list[Choice]:
        """A choice among all activities for each one joined; together they weigh the square root of their number."""
        weight = float(len(self.chosen)) ** -0.5
        return [Choice(self.features, self.experience, position, weight) for position in self.chosen.tolist()]


class LambdaMart:
    """Regression trees whose sum is added to the linear score of each candidate."""

    def __init__(self, text: str) -> None:
        """``text`` is a model in LightGBM's text format; reading it runs no code."""
        self.text = text

    @cached_property
    def _booster(self) -> Any:
        require("lightgbm", "ranking lists with trees")
        import lightgbm  # when trees are first needed: a web worker ranks without them

        return lightgbm.Booster(model_str=self.text)

    def score(self, features: Floats32, experience: float, linear: Floats32) -> Floats32:
        """What to add to the linear score, ``float32[n]``.

        ``features`` is ``float32[s, n]``, ``linear`` the linear score, ``float32[n]``.

        Raises
        ------
        MissingExtraError
            ``lightgbm`` is not installed.
        """
        if not len(linear):
            return np.zeros(len(linear), np.float32)
        return np.asarray(self._booster.predict(_inputs(features, experience, linear), num_threads=1), np.float32)

    @classmethod
    def fit(cls, queries: Sequence[TrainingQuery], model: ChoiceModel) -> LambdaMart | None:
        """Grow trees on top of a linear model.

        Parameters
        ----------
        queries
            The lists, in any order.
        model
            Gives the linear scores.

        Returns
        -------
        LambdaMart | None
            ``None`` where trees grown on the earlier lists do not rank the later ones better than the linear score,
            where there are too few lists, and where ``lightgbm`` is not installed (with a warning) or lacks a library
            of the system (which is logged).
        """
        if not installed("lightgbm"):
            warn_once("lightgbm")
            return None
        if len(queries) < MIN_QUERIES:
            return None
        try:
            import lightgbm  # noqa: F401
        except OSError as error:  # OpenMP is missing
            log.warning("lists are ranked by the linear weights alone: lightgbm cannot be loaded (%s)", error)
            return None
        ordered = sorted(queries, key=lambda query: query.at)[-MAX_QUERIES:]
        split = int(len(ordered) * (1.0 - HOLD_OUT))
        later = [one for one in ordered[split:] if one.at > ordered[split - 1].at]
        if len(later) < MIN_QUERIES // 10:
            return None
        trial = cls._train(ordered[:split], model)
        if sum(_gain(trial, one, model) for one in later) <= 0:
            return None
        return cls._train(ordered, model)

    @classmethod
    def _train(cls, queries: Sequence[TrainingQuery], model: ChoiceModel) -> LambdaMart:
        import lightgbm

        rows = [_inputs(one.features, one.experience, model.score(one.features, one.experience)) for one in queries]
        wanted = np.zeros(sum(map(len, rows)), np.int32)
        first = np.cumsum([0, *map(len, rows)])
        for start, one in zip(first, queries, strict=False):
            wanted[start + one.chosen] = 1
        data = lightgbm.Dataset(np.concatenate(rows), wanted, group=list(map(len, rows)))
        return cls(lightgbm.train(PARAMETERS, data, TREES).model_to_string())


def _inputs(features: Floats32, experience: float, linear: Floats32) -> Floats32:
    """What the trees get, ``float32[n, 2 s + 3]``, a row a candidate: the features, how far each is above its mean over
    the list, what is known of the member, the number of candidates, and how far the linear score is below the best."""
    n = len(linear)
    more = [np.full(n, experience), np.full(n, n), linear - linear.max(initial=-np.inf)]
    above = features - features.mean(axis=1, keepdims=True)
    return np.concatenate([features, above, np.array(more, np.float32)]).T


def _gain(trees: LambdaMart, one: TrainingQuery, model: ChoiceModel) -> float:
    linear = model.score(one.features, one.experience)
    return _ndcg(linear + trees.score(one.features, one.experience, linear), one.chosen) - _ndcg(linear, one.chosen)


def _ndcg(scores: Floats32, chosen: NDArray[np.intp]) -> float:
    """nDCG@10 of one ranking; equal scores in the order of the candidates."""
    place = np.empty(len(scores), np.intp)
    place[np.argsort(-scores, kind="stable")] = np.arange(len(scores))
    found: Floats = DISCOUNTS[place[chosen][place[chosen] < len(DISCOUNTS)]]
    return float(found.sum() / DISCOUNTS[: len(chosen)].sum())
