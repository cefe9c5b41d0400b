"""Exposure: how many items are shown, how evenly, how popular they are, and whether they were allowed to be shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from moim.data.arrays import Floats
from moim.data.dataset import Dataset
from moim.data.events import events_of
from moim.evaluation.measurement import SHOWN, Measurement

ATTENTION = 1.0 / np.log2(np.arange(2, SHOWN + 2))
"""``float64[SHOWN]``, the attention each position of a list gets (Singh and Joachims 2018)."""


def gini(shares: Floats) -> float:
    """Gini coefficient: 0 if all shares are equal, near 1 if one has everything.

    Parameters
    ----------
    shares
        ``float64[n]``, not negative.

    Examples
    --------
    >>> gini(np.array([1.0, 1.0])), gini(np.array([0.0, 0.0, 0.0, 4.0]))
    (0.0, 0.75)
    """
    ordered = np.sort(shares)
    n, total = len(ordered), ordered.sum()
    if not total:
        return 0.0
    return float(2 * (np.arange(1, n + 1) @ ordered) / (n * total) - (n + 1) / n)


def coverage(measurement: Measurement, model: int) -> float:
    """The share of all candidates that were shown to at least one member; ``model`` is the model's column."""
    shown = measurement.shown[:, model]
    seen = np.unique(shown[shown >= 0])
    return float(len(seen) / max(int((measurement.available > 0).sum()), 1))


def club_gini(measurement: Measurement, model: int, club_of: NDArray[np.int64]) -> float:
    """Gini coefficient of the attention clubs get, over the clubs with at least one candidate.

    Parameters
    ----------
    measurement
        Whose lists are counted.
    model
        The model's column.
    club_of
        ``int64[items]``, row of each item's club.
    """
    shown = measurement.shown[:, model]
    attention = np.broadcast_to(ATTENTION, shown.shape)[shown >= 0]
    got = np.bincount(club_of[shown[shown >= 0]], attention, int(club_of.max(initial=0)) + 1).astype(np.float64)
    return gini(got[np.unique(club_of[measurement.available > 0])])


class EligibilityCheck:
    """Who had joined what at which time, read from the data set alone.

    Decides which items may be shown independently of the engine's eligibility filter, so that the filter is checked,
    too.

    Parameters
    ----------
    dataset
        Activities and interactions.
    item_ids
        Activity ids in the order of the items' rows.
    """

    def __init__(self, dataset: Dataset, item_ids: list[str]) -> None:
        row = {name: place for place, name in enumerate(item_ids)}
        table = dataset.activities
        order = np.array([row[name] for name in table.text("activity_id")], np.int64)
        self._windows: dict[str, Floats] = {}
        for column in ("created_at", "recruit_start", "recruit_end", "capacity"):
            self._windows[column] = np.full(len(item_ids), np.nan)
            self._windows[column][order] = table.number(column)
        self._stays: dict[tuple[str, int], list[tuple[float, float]]] = defaultdict(list)
        going: dict[tuple[str, int], float] = {}
        for event in events_of(dataset):
            key = event.member_id, row[event.activity_id]
            if event.kind == "join":
                going.setdefault(key, event.at)
            elif event.kind in ("cancel", "decline") and key in going:
                self._stays[key].append((going.pop(key), event.at))
        for key, since in going.items():
            self._stays[key].append((since, np.inf))
        self._steps: dict[int, tuple[Floats, NDArray[np.int64]]] = {}
        changes: dict[int, list[tuple[float, int]]] = defaultdict(list)
        for (_, item), stays in self._stays.items():
            changes[item] += [(since, 1) for since, _ in stays] + [(until, -1) for _, until in stays if until < np.inf]
        for item, steps in changes.items():
            steps.sort()
            self._steps[item] = np.array([at for at, _ in steps]), np.cumsum([step for _, step in steps])

    def participants(self, item: int, at: float) -> int:
        """Number of participants of an item just before ``at``."""
        if item not in self._steps:
            return 0
        times, count = self._steps[item]
        before = int(np.searchsorted(times, at, side="left"))
        return int(count[before - 1]) if before else 0

    def joined(self, member_id: str, item: int, at: float) -> bool:
        """Whether the member was a participant just before ``at``."""
        return any(since < at <= until for since, until in self._stays.get((member_id, item), ()))

    def violations(self, at: float, member_id: str, items: Iterable[int]) -> dict[str, int]:
        """How many of the items were closed, full, or already joined by the member at ``at``."""
        w = self._windows
        found = {"closed": 0, "full": 0, "joined": 0}
        for item in items:
            # Comparisons with nan are false, so an unknown time counts as closed.
            open_ = w["created_at"][item] <= at and w["recruit_start"][item] <= at < w["recruit_end"][item]
            found["closed"] += not open_
            found["full"] += self.participants(item, at) >= w["capacity"][item]
            found["joined"] += self.joined(member_id, item, at)
        return found

    def violation_shares(self, measurement: Measurement) -> list[dict[str, float]]:
        """For each model, the shares of all shown positions whose item was closed, full or already joined."""
        totals = [{"closed": 0, "full": 0, "joined": 0} for _ in measurement.models]
        for at, member_id, lists in zip(
            measurement.at.tolist(), measurement.member_ids, measurement.shown, strict=True
        ):
            items = np.unique(lists[lists >= 0]).tolist()
            bad = {item: found for item in items if any((found := self.violations(at, member_id, [item])).values())}
            if bad:
                for total, shown in zip(totals, lists.tolist(), strict=True):
                    for item in shown:
                        for kind, count in bad.get(item, {}).items():
                            total[kind] += count
        places = (measurement.shown >= 0).sum(axis=(0, 2))
        return [
            {kind: count / max(int(all_), 1) for kind, count in total.items()}
            for total, all_ in zip(totals, places, strict=True)
        ]

    def novelty(self, measurement: Measurement, model: int, members: int) -> float:
        """Mean self-information of shown items in bits, ``-log2((participants + 1) / (members + 1))`` (Zhou 2010)."""
        surprise = [
            np.log2((members + 1) / (self.participants(item, at) + 1))
            for at, lists in zip(measurement.at.tolist(), measurement.shown[:, model].tolist(), strict=True)
            for item in lists
            if item >= 0
        ]
        return float(np.mean(surprise)) if surprise else 0.0
