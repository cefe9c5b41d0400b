"""``moim compare A B``: the differences between two stored runs, with intervals, overall and by group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moim.data.arrays import Floats
from moim.evaluation.intervals import Interval, paired_difference
from moim.evaluation.metrics import METRICS
from moim.evaluation.run import Run, by_history, by_time


@dataclass(frozen=True, slots=True)
class Verdict:
    """The comparison within one group of the queries that both runs measured.

    Attributes
    ----------
    group
        Name of the group, for example ``history 3-5``.
    queries
        Number of queries in it.
    a
        Mean of the metric in run A.
    b
        Mean of the metric in run B.
    difference
        Mean of ``A - B`` and its interval over members.
    """

    group: str
    queries: int
    a: float
    b: float
    difference: Interval

    @property
    def better(self) -> str:
        """``A``, ``B``, or ``-`` if the interval contains 0."""
        if self.difference.low > 0:
            return "A"
        return "B" if self.difference.high < 0 else "-"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One model in two runs, over the queries both measured.

    Attributes
    ----------
    model
        Name of the model.
    metric
        Name of the metric.
    only_a
        Number of queries only in run A.
    only_b
        Number of queries only in run B.
    verdicts
        All queries first, then the groups by history, then by time.
    """

    model: str
    metric: str
    only_a: int
    only_b: int
    verdicts: list[Verdict]


def compare(a: Run, b: Run, metric: str = "ndcg@10") -> list[Comparison]:
    """Compare every model that is in both runs, query by query.

    Parameters
    ----------
    a
        Run A.
    b
        Run B.
    metric
        One of :data:`moim.evaluation.metrics.METRICS`.

    Raises
    ------
    ValueError
        The metric is unknown, or the runs share no model or no query.
    """
    if metric not in METRICS:
        raise ValueError(f"no such metric: {metric} (there are {', '.join(METRICS)})")
    models = [name for name in a.models if name in b.models]
    if not models:
        raise ValueError(f"no model is in both runs ({', '.join(a.models)}; {', '.join(b.models)})")
    rows_a, rows_b = shared_queries(a, b)
    if not len(rows_a):
        raise ValueError("no query is in both runs: they measured different members or different times")
    return [_compared(a, b, rows_a, rows_b, model, metric) for model in models]


def shared_queries(a: Run, b: Run) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows of the queries (same member, same time) in both runs: ``int64[n]`` in ``a`` and in ``b``."""
    row_of = {key: row for row, key in enumerate(zip(b.member_ids.tolist(), b.at.tolist(), strict=True))}
    pairs = [
        (row, row_of[key])
        for row, key in enumerate(zip(a.member_ids.tolist(), a.at.tolist(), strict=True))
        if key in row_of
    ]
    rows = np.array(pairs, np.int64).reshape(-1, 2)
    return rows[:, 0], rows[:, 1]


def _compared(
    a: Run, b: Run, rows_a: NDArray[np.int64], rows_b: NDArray[np.int64], model: str, metric: str
) -> Comparison:
    column = METRICS.index(metric)
    ours = a.values[rows_a, a.models.index(model), column].astype(np.float64)
    theirs = b.values[rows_b, b.models.index(model), column].astype(np.float64)
    at, history = a.at[rows_a], a.history[rows_a]
    groups: list[tuple[str, NDArray[np.bool_]]] = [("all", np.ones(len(rows_a), np.bool_))]
    groups += [(f"history {label}", inside) for label, inside in by_history(history).items()]
    groups += [(f"from {np.datetime64(int(since), 's').astype('datetime64[D]')}", i) for since, i in by_time(at)]
    _, members = np.unique(a.member_ids[rows_a], return_inverse=True)
    verdicts = [_verdict(name, ours[inside], theirs[inside], members[inside]) for name, inside in groups]
    return Comparison(model, metric, len(a.at) - len(rows_a), len(b.at) - len(rows_b), verdicts)


def _verdict(group: str, ours: Floats, theirs: Floats, members: NDArray[np.int64]) -> Verdict:
    difference = paired_difference(ours, theirs, members)
    return Verdict(group, len(ours), float(ours.mean()), float(theirs.mean()), difference)


def as_text(comparison: Comparison) -> str:
    """Format the comparison as a table for a terminal."""
    lines = [f"{comparison.model}, {comparison.metric}: A, B, A - B (95 %), better"]
    lines += [
        f"  {v.group:<16} {v.queries:>7}  {v.a:.4f}  {v.b:.4f}  "
        f"{v.difference.value:+.4f} [{v.difference.low:+.4f}, {v.difference.high:+.4f}]  {v.better}"
        for v in comparison.verdicts
    ]
    if comparison.only_a or comparison.only_b:
        lines.append(f"  not compared: {comparison.only_a} queries only in A, {comparison.only_b} only in B")
    return "\n".join(lines)
