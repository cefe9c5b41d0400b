"""The results of a protocol run: what is stored of each ranking, and the metrics computed from it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from moim.data.arrays import Floats, Floats32, Rows
from moim.evaluation.calibration import Reliability
from moim.evaluation.metrics import METRICS, Standings, measure

SHOWN = 10
"""The first items of a list that count as shown when exposure is measured; set by hand."""


@dataclass(slots=True)
class Measurement:
    """The rankings of one protocol run: a row for each query (a member at a time), a column for each model."""

    models: list[str]
    item_ids: list[str]
    at: Floats
    """``float64[queries]``, seconds since 1970."""
    member_ids: list[str]
    history: NDArray[np.int32]
    """How many activities (or clubs) the member had joined before."""
    candidates: NDArray[np.int32]
    """Number of candidates of each query."""
    relevant: NDArray[np.int32]
    """How many of them are relevant."""
    values: Floats32
    """``float32[queries, models, len(METRICS)]``."""
    shown: Rows
    """``int32[queries, models, SHOWN]``: rows of ``item_ids`` from the top, ties in random order, -1 past the end."""
    available: NDArray[np.int32]
    """In how many queries each item was a candidate."""
    seconds: dict[str, float]
    """Time each model spent on fitting, scoring and learning."""
    reliability: dict[str, Reliability]
    """Calibration of the models whose scores are utilities."""
    notes: dict[str, int]
    """Counts for the report, such as the number of cuts."""

    def __len__(self) -> int:
        return len(self.member_ids)

    def column(self, model: str, metric: str) -> Floats:
        """The values of one metric of one model, ``float64[queries]``.

        Raises
        ------
        ValueError
            There is no such model or metric.
        """
        return self.values[:, self.models.index(model), METRICS.index(metric)].astype(np.float64)


class Recorder:
    """Collects rankings; :meth:`finish` turns them into a :class:`Measurement`.

    Parameters
    ----------
    models
        Names, in the order of the columns.
    item_ids
        Ids of the items by row.
    seed
        Of the random order of ties in the shown lists.
    """

    def __init__(self, models: list[str], item_ids: list[str], seed: int = 0) -> None:
        self.models = models
        self.item_ids = item_ids
        self.seconds = dict.fromkeys(models, 0.0)
        self.reliability: dict[str, Reliability] = {}
        self.notes: dict[str, int] = {}
        self._rng = np.random.default_rng(seed)
        self._queries: list[tuple[float, str, int, int, int]] = []
        self._standings: list[Standings] = []
        self._shown: list[Rows] = []
        self._available = np.zeros(len(item_ids), np.int32)

    @contextmanager
    def timing(self, model: str) -> Iterator[None]:
        """Add the duration of the ``with`` block to a model's seconds."""
        start = perf_counter()
        yield
        self.seconds[model] += perf_counter() - start

    def query(
        self, at: float, member_id: str, history: int, candidates: Rows, scores: Floats, relevant: NDArray[np.bool_]
    ) -> None:
        """Add one query.

        Parameters
        ----------
        at
            Time of the query, seconds since 1970.
        member_id
            Whose list it is.
        history
            How many activities (or clubs) the member had joined before.
        candidates
            ``int32[n]``, rows of the items.
        scores
            ``float64[models, n]``.
        relevant
            ``bool[n]``.

        Raises
        ------
        ValueError
            A model returned ``nan`` as a score.
        """
        wrong = np.isnan(scores).any(axis=1)
        if wrong.any():
            raise ValueError(f"{self.models[int(wrong.argmax())]} returned nan as a score for member {member_id}")
        self._standings.append(Standings.of(scores, np.broadcast_to(relevant, scores.shape)))
        self._shown.append(_top(scores, candidates, self._rng))
        self._available[candidates] += 1
        self._queries.append((at, member_id, history, len(candidates), int(relevant.sum())))

    def finish(self) -> Measurement:
        """Compute all metrics of the collected rankings."""
        at, member_ids, history, candidates, relevant = zip(*self._queries, strict=True) if self._queries else ((),) * 5
        queries, models = len(self._queries), len(self.models)
        standings = Standings.concatenate(self._standings, [models] * queries)
        values = measure(standings, queries * models).reshape(queries, models, len(METRICS))
        return Measurement(
            models=self.models,
            item_ids=self.item_ids,
            at=np.array(at, np.float64),
            member_ids=list(member_ids),
            history=np.array(history, np.int32),
            candidates=np.array(candidates, np.int32),
            relevant=np.array(relevant, np.int32),
            values=values.astype(np.float32),
            shown=np.stack(self._shown) if self._shown else np.zeros((0, models, SHOWN), np.int32),
            available=self._available,
            seconds=self.seconds,
            reliability=self.reliability,
            notes=self.notes,
        )


def _top(scores: Floats, candidates: Rows, rng: np.random.Generator) -> Rows:
    """The first of each ranking, ``int32[models, SHOWN]``, ties in random order."""
    shuffled = rng.permutation(len(candidates))
    order = np.argsort(-scores[:, shuffled], axis=1, kind="stable")[:, :SHOWN]
    top = np.full((len(scores), SHOWN), -1, np.int32)
    top[:, : order.shape[1]] = candidates[shuffled[order]]
    return top
