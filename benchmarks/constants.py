"""Sensitivity of the ranking to the constants of the features that were set by hand: halve and double each.

    python -m benchmarks.constants        # prints a table and writes benchmarks/constants.md

Montana, prequential from 2011 on, as in quality.md: the weights start from their priors and learn from each join. The
shared data sets are read from MOIM_DATA (../shared/data). Each measurement takes about 15 seconds of CPU time.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from moim.data.arrays import Floats
from moim.data.dataset import read
from moim.data.times import parse_time
from moim.evaluation.intervals import paired_difference
from moim.evaluation.measurement import Measurement
from moim.evaluation.moim_model import MoimActivities
from moim.evaluation.protocols import prequential
from moim.features import FEATURES, companions, place, topic, turnout
from moim.features.club_affinity import ClubAffinity
from moim.features.club_aversion import ClubAversion
from moim.features.co_occurrence import club_similarity
from moim.features.joins_per_day import JoinsPerDay
from moim.features.just_opened import JustOpened
from moim.features.lead_time import LeadTime
from moim.features.place_habit import PlaceHabit
from moim.features.similar_clubs import SimilarClubs
from moim.features.text_similarity import TextSimilarity
from moim.features.topic import Topic

DATA = Path(os.environ.get("MOIM_DATA", "../shared/data"))
OUT = Path(__file__).with_name("constants.md")
START = parse_time("2011-01-01T00:00:00Z")

CONSTANTS: dict[str, list[tuple[Any, str]]] = {
    "half-life of what was done with clubs and people, 180 days": [
        *((feature, "half_life") for feature in (ClubAffinity, ClubAversion, SimilarClubs)),
        (companions, "HALF_LIFE"),
    ],
    "half-life of texts and categories, 365 days": [(TextSimilarity, "half_life"), (Topic, "half_life")],
    "half-life of an announcement (JustOpened), an hour": [(JustOpened, "half_life")],
    "joins that everyone's categories weigh (topic.STRENGTH), 2": [(topic, "STRENGTH")],
    "activities added to a mean turnout (turnout.PRIOR_ACTIVITIES), 2": [(turnout, "PRIOR_ACTIVITIES")],
    "last places that are looked at (place.VENUES), 12": [(place, "VENUES")],
    "distance at which a place counts half (PlaceHabit.reach_km), 15 km": [(PlaceHabit, "reach_km")],
    "joins a week ahead that are assumed (LeadTime.assumed), 2": [(LeadTime, "assumed")],
    "days added to an age (JoinsPerDay.assumed_days), 0.5": [(JoinsPerDay, "assumed_days")],
    "all prior weights": [(feature, name) for feature in FEATURES for name in ("prior", "prior_newcomer")],
}


@contextmanager
def scaled(places: list[tuple[Any, str]], factor: float) -> Iterator[None]:
    """Multiply constants (holder, name) by a factor within the ``with`` block."""
    before = [getattr(holder, name) for holder, name in places]
    for (holder, name), value in zip(places, before, strict=True):
        setattr(holder, name, type(value)(value * factor))
    yield
    for (holder, name), value in zip(places, before, strict=True):
        setattr(holder, name, value)


@contextmanager
def scaled_shrinkage(factor: float) -> Iterator[None]:
    """The same for :data:`moim.features.co_occurrence.SHRINK`, which is the default of an argument."""
    defaults = club_similarity.__kwdefaults__
    before = defaults["shrink"]
    defaults["shrink"] = before * factor
    yield
    defaults["shrink"] = before


def measured() -> tuple[Floats, Measurement]:
    """nDCG@10 of each ranking, ``float64[queries]``, and the whole measurement."""
    found = prequential(read(DATA / "meetup_montana", implied_members=True), [MoimActivities()], START)
    return found.column("moim", "ndcg@10"), found


def main() -> None:
    """Measure every constant, print the table and write it."""
    base, measurement = measured()
    members = np.unique(measurement.member_ids, return_inverse=True)[1]
    lines = [
        "# Constants of the features",
        "",
        "`python -m benchmarks.constants`: Montana, prequential from 2011, "
        f"{len(base):,} rankings, nDCG@10 {base.mean():.4f}. The table says by how much it changes (95 % over members, "
        "paired) when a constant that was set by hand is halved or doubled.",
        "",
        "Montana has no categories and only seven clubs, and few members are in two of them: it says nothing about "
        "topic.STRENGTH and little about co_occurrence.SHRINK.",
        "",
        "| constant | halved | doubled |",
        "| --- | ---: | ---: |",
    ]
    print("\n".join(lines), flush=True)
    ways: dict[str, Callable[[float], Any]] = {
        name: lambda factor, places=places: scaled(places, factor) for name, places in CONSTANTS.items()
    }
    ways["added to the denominator of clubs' similarity (co_occurrence.SHRINK), 3"] = scaled_shrinkage
    for name, change in ways.items():
        cells = []
        for factor in (0.5, 2.0):
            with change(factor):
                value, low, high = paired_difference(measured()[0], base, members)
            cells.append(f"{value:+.4f} ({low:+.4f} to {high:+.4f})")
        lines.append(f"| {name} | {cells[0]} | {cells[1]} |")
        print(lines[-1], flush=True)
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if not (DATA / "meetup_montana").exists():
        sys.exit(f"no data in {DATA}: set MOIM_DATA")
    main()
