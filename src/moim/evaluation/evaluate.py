"""Measure models on a data set with one protocol."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter
from typing import Any

from moim.data.dataset import Dataset
from moim.data.times import DAY, format_time
from moim.evaluation import baselines
from moim.evaluation.cold_clubs import COLD_SHARE, cold_clubs
from moim.evaluation.measurement import Measurement
from moim.evaluation.protocols import MIN_CANDIDATES, default_from, prequential, rolling
from moim.evaluation.run import Run, summarise

PROTOCOLS = ("rolling", "prequential", "clubs")


def evaluate(
    dataset: Dataset,
    protocol: str,
    start: float | None = None,
    every: float = 30 * DAY,
    names: Sequence[str] = (),
    *,
    within: float | None = None,
    progress: bool = False,
) -> Run:
    """Measure models with one of :data:`PROTOCOLS`.

    Parameters
    ----------
    dataset
        The history to replay.
    protocol
        Name of the protocol.
    start
        When measuring begins, seconds since 1970; by default after the first quarter of the joins.
    every
        Seconds between the cuts of ``rolling``.
    names
        Of the models; when empty, all but :data:`moim.evaluation.baselines.ONLY_BY_NAME`.
    within
        Seconds after a cut in which joins count as relevant; by default until the next cut.
    progress
        Show a progress bar on stderr.

    Returns
    -------
    Run
        The run, ready to be written.

    Raises
    ------
    ValueError
        A model is unknown, or there is nothing to measure.
    """
    begin = perf_counter()
    settings: dict[str, Any] = {"protocol": protocol}
    measurement: Measurement
    if protocol == "clubs":
        rankers, skipped = baselines.choose(baselines.club_models(), names)
        settings["cold_share"] = COLD_SHARE
        measurement = cold_clubs(dataset, rankers, progress=progress)
    else:
        models, skipped = baselines.choose(baselines.activity_models(), names)
        start = default_from(dataset) if start is None else start
        settings["from"] = format_time(start)
        if protocol == "rolling":
            settings |= {"every_days": every / DAY, "min_candidates": MIN_CANDIDATES}
            settings["within_days"] = (every if within is None else within) / DAY
            measurement = rolling(dataset, models, start, every, within=within, progress=progress)
        else:
            measurement = prequential(dataset, models, start, progress=progress)
    run = summarise(dataset, measurement, settings, perf_counter() - begin)
    run.summary["skipped"] = skipped
    return run


def headline(protocol: str) -> tuple[str, ...]:
    """The metrics shown in tables of a protocol; the first one orders the models."""
    return ("recall@20", "ndcg@20", "mrr@20") if protocol == "clubs" else ("ndcg@10", "recall@10", "map@10", "mrr@10")
