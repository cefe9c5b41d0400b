"""The protocols for activities: rolling (at cut times) and prequential (join by join).

Both rank every candidate, without sampling negatives, and a ranking at time T uses only what was known before T. Clubs
have a protocol of their own, :mod:`moim.evaluation.cold_clubs`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from moim.data.arrays import Rows
from moim.data.dataset import Dataset
from moim.data.events import Event, events_of
from moim.data.world import World
from moim.evaluation.calibration import Reliability
from moim.evaluation.measurement import Measurement, Recorder
from moim.evaluation.model import Model
from moim.evaluation.timeline import Moment, Timeline, add_relation

MIN_CANDIDATES = 5
"""Queries of ``rolling`` with fewer candidates are skipped: any order of them is nearly right. Set by hand."""


def joins_of(dataset: Dataset) -> list[Event]:
    """The joins of a data set, in order of time.

    Raises
    ------
    ValueError
        There are none, so there is nothing to predict.
    """
    joins = [event for event in events_of(dataset) if event.kind == "join"]
    if not joins:
        raise ValueError(
            "nobody joins an activity in this data set; use the protocol clubs for data with memberships only"
        )
    return joins


def default_from(dataset: Dataset) -> float:
    """The default start of measuring: the time by which the first quarter of the joins has happened."""
    joins = joins_of(dataset)
    return joins[len(joins) // 4].at


def rolling(
    dataset: Dataset,
    models: Sequence[Model],
    start: float,
    every: float,
    *,
    within: float | None = None,
    min_candidates: int = MIN_CANDIDATES,
    progress: bool = False,
) -> Measurement:
    """Rank the open activities at each cut time; those the member joins before the next cut are relevant.

    Every join is thus predicted once, at the last cut before it (``docs/decisions/0012``).

    A query is a member who has signed up by the cut, has at least ``min_candidates`` open activities they have neither
    joined nor declined, and later joins at least one of them. Models are started again at every cut.

    Parameters
    ----------
    dataset
        The history to replay.
    models
        The models to measure.
    start
        The first cut, seconds since 1970.
    every
        Seconds between cuts; the last cut is the last one before the last join.
    within
        Seconds after a cut in which joins are relevant; by default ``every``, ``inf`` for all later joins.
    min_candidates
        Queries with fewer candidates are skipped.
    progress
        Show a progress bar on stderr.

    Raises
    ------
    ValueError
        The data set has no joins, or a model returns ``nan``.
    """
    timeline = Timeline(dataset)
    world = timeline.world
    recorder = Recorder([model.name for model in models], list(world.activity_ids.names))
    joiners: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for event in joins_of(dataset):
        joiners[world.activity_ids.get(event.activity_id)].append((event.at, world.member_ids.get(event.member_id)))
    last = max(at for joins in joiners.values() for at, _ in joins)
    cuts = np.arange(start, last, every)
    horizon = every if within is None else within
    for at in tqdm(cuts.tolist(), desc="rolling", unit="cut", mininterval=1, disable=not progress):
        timeline.advance(at)
        open_ = world.open_at(at)
        wanted: dict[int, set[int]] = defaultdict(set)
        for activity in open_.tolist():
            for when, member in joiners[activity]:
                if at <= when < at + horizon:
                    wanted[member].add(activity)
        if not wanted:
            continue
        for model in models:
            with recorder.timing(model.name):
                model.start(world, at)
        for member in sorted(wanted):
            out = [*world.joined[member], *world.declined[member]]
            candidates = open_[~np.isin(open_, out)] if out else open_
            relevant = np.isin(candidates, list(wanted[member]))
            known = not world.members["since"][member] > at
            if known and len(candidates) >= min_candidates and relevant.any():
                _rank(recorder, models, world, member, candidates, relevant, at)
    recorder.notes["cuts"] = len(cuts)
    return recorder.finish()


def prequential(
    dataset: Dataset, models: Sequence[Model], start: float, *, min_candidates: int = 2, progress: bool = False
) -> Measurement:
    """Replay all events in order of time: at each join, score first, then learn (Dawid 1984).

    Models are started once, before the first event, and receive every event; joins from ``start`` on are measured. A
    query is a member at a time at which they join; the candidates are the open activities they have not joined, and
    those joined at that time are relevant. Joins of activities that were not open (closed or full) cannot be measured
    and are counted in ``notes``.

    Parameters
    ----------
    dataset
        The history to replay.
    models
        The models to measure.
    start
        Joins before this time are not measured, seconds since 1970.
    min_candidates
        Queries with fewer candidates are skipped.
    progress
        Show a progress bar on stderr.

    Raises
    ------
    ValueError
        The data set has no joins, or a model returns ``nan``.
    """
    joins_of(dataset)
    timeline = Timeline(dataset)
    world = timeline.world
    recorder = Recorder([model.name for model in models], list(world.activity_ids.names))
    calibrated = [model for model in models if getattr(model, "utilities", False)]
    recorder.reliability = {model.name: Reliability() for model in calibrated}
    missed = Counter({"joins of activities that were not open": 0, "joins with a single candidate": 0})
    begun = False
    for moment in tqdm(
        timeline.moments(),
        desc="prequential",
        total=len(timeline),
        unit=" moments",
        mininterval=1,
        disable=not progress,
    ):
        if not begun:
            begun = True
            for model in models:
                with recorder.timing(model.name):
                    model.start(world, moment.at)
        if moment.at >= start:
            _score_joins(recorder, models, world, moment, min_candidates, missed)
        for event in moment.events:
            for model in models:
                with recorder.timing(model.name):
                    model.before(event)
            world.observe(event)
            for model in models:
                with recorder.timing(model.name):
                    model.after(event)
        for entry in moment.relations:
            add_relation(world, entry)
    recorder.notes |= missed
    return recorder.finish()


def _score_joins(
    recorder: Recorder,
    models: Sequence[Model],
    world: World,
    moment: Moment,
    min_candidates: int,
    missed: Counter[str],
) -> None:
    wanted: dict[int, set[int]] = defaultdict(set)
    for event in moment.events:
        if event.kind == "join":
            member, activity = world.member(event.member_id), world.activity_ids.get(event.activity_id)
            if activity not in world.joined[member]:
                wanted[member].add(activity)
    if not wanted:
        return
    open_ = world.open_at(moment.at)
    for member, activities in wanted.items():
        joined = list(world.joined[member])
        candidates = open_[~np.isin(open_, joined)] if joined else open_
        relevant = np.isin(candidates, list(activities))
        missed["joins of activities that were not open"] += len(activities) - int(relevant.sum())
        if relevant.any() and len(candidates) < min_candidates:
            missed["joins with a single candidate"] += 1
        elif relevant.any():
            _rank(recorder, models, world, member, candidates, relevant, moment.at)


def _rank(
    recorder: Recorder,
    models: Sequence[Model],
    world: World,
    member: int,
    candidates: Rows,
    relevant: NDArray[np.bool_],
    at: float,
) -> None:
    scores = np.empty((len(models), len(candidates)))
    for row, model in enumerate(models):
        with recorder.timing(model.name):
            scores[row] = model.score(member, candidates, at)
        if model.name in recorder.reliability:
            recorder.reliability[model.name].add(scores[row], relevant)
    recorder.query(at, world.member_ids.names[member], len(world.joined[member]), candidates, scores, relevant)
