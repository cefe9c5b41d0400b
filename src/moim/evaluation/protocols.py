"""How the past of activities is replayed: at cut times, and join by join (clubs: :mod:`moim.evaluation.cold_clubs`).

In both of them every candidate is ranked, there are no sampled negatives, and a ranking at time T sees only what was
known before T.
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
from moim.evaluation.timeline import Moment, Timeline, tie

MIN_CANDIDATES = 5


def joins_of(dataset: Dataset) -> list[Event]:
    """The joins in order of time.

    Raises:
        ValueError: there is none, so there is nothing to foretell.
    """
    joins = [event for event in events_of(dataset) if event.kind == "join"]
    if not joins:
        raise ValueError("nobody joins an activity in this data set; memberships alone are measured by protocol clubs")
    return joins


def default_from(dataset: Dataset) -> float:
    """Where measuring begins unless told otherwise: when the first quarter of the joins has happened."""
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
    """Rank what is open at each cut time; what the member joins from then until the next cut is relevant.

    So every join is foretold once, at the last cut before it (``docs/decisions/0012``).

    A query is a member known at the cut with at least ``min_candidates`` open activities which they have neither joined
    nor declined, and who goes on to join at least one of them. Models are fitted anew at every cut.

    Args:
        dataset: the past.
        models: what is measured.
        start: the first cut, seconds since 1970.
        every: seconds between cuts; the last cut is the last one before the last join.
        within: seconds for which joins are relevant, instead of until the next cut; ``inf`` for all that follow.
        min_candidates: queries with fewer are left out.
        progress: show a bar on stderr.

    Raises:
        ValueError: the data set has no joins, or a model gives ``nan``.
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
    """Replay everything in order of time: at each join score first, then learn.

    Models are started once, before anything happened, and told of every event; what happens from ``start`` on is
    measured. A query is a member at a moment at which they join; its candidates are the open activities they have not
    joined, its relevant ones those they join at that moment. Joins of what was not open (late, or full) are counted
    in ``notes`` and cannot be measured.

    Args:
        dataset: the past.
        models: what is measured.
        start: from when on queries count, seconds since 1970.
        min_candidates: queries with fewer are left out.
        progress: show a bar on stderr.

    Raises:
        ValueError: the data set has no joins, or a model gives ``nan``.
    """
    joins_of(dataset)
    timeline = Timeline(dataset)
    world = timeline.world
    recorder = Recorder([model.name for model in models], list(world.activity_ids.names))
    calibrated = [model for model in models if getattr(model, "utilities", False)]
    recorder.reliability = {model.name: Reliability() for model in calibrated}
    missed = Counter({"joins of what was not open": 0, "joins with a single candidate": 0})
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
        for entry in moment.ties:
            tie(world, entry)
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
        missed["joins of what was not open"] += len(activities) - int(relevant.sum())
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
