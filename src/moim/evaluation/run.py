"""A stored run: ``run.json`` with the summary, ``queries.npz`` with the metrics of each query."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moim.data.arrays import Floats, Floats32
from moim.data.dataset import Dataset
from moim.data.times import format_time
from moim.evaluation.calibration import BINS
from moim.evaluation.exposure import EligibilityCheck, club_gini, coverage
from moim.evaluation.intervals import interval, means_of_resamples
from moim.evaluation.measurement import Measurement
from moim.evaluation.metrics import METRICS

SCHEMA = 1
"""Version of the stored files; :meth:`Run.read` refuses others."""
HISTORY = (
    ("0", 0, 0),
    ("1", 1, 1),
    ("2", 2, 2),
    ("3-5", 3, 5),
    ("6-10", 6, 10),
    ("11-20", 11, 20),
    (">20", 21, 1 << 30),
)
"""Groups by the number of activities a member had joined: name, least, most. Set by hand."""
PERIODS = 12
"""Number of equal spans into which the measured time is divided; set by hand."""


@dataclass(slots=True)
class Run:
    """A stored run: its summary, and for each query the member, the time and all metrics of all models."""

    summary: dict[str, Any]
    models: list[str]
    at: Floats
    member_ids: NDArray[np.str_]
    history: NDArray[np.int32]
    values: Floats32
    """``float32[queries, models, len(METRICS)]``."""

    def write(self, folder: Path) -> None:
        """Write both files into a folder, which is created if needed."""
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(self.summary, ensure_ascii=False, indent=1, allow_nan=False)
        (folder / "run.json").write_text(text + "\n", encoding="utf-8")
        with (folder / "queries.npz").open("wb") as stream:
            np.savez_compressed(
                stream,
                models=np.array(self.models, np.str_),
                metrics=np.array(METRICS, np.str_),
                at=self.at,
                member_ids=self.member_ids,
                history=self.history,
                values=self.values,
            )

    @classmethod
    def read(cls, folder: Path) -> Run:
        """Read a run that :meth:`write` has written.

        Raises
        ------
        ValueError
            There is no run, or it was written by an incompatible version.
        """
        try:
            summary = json.loads((folder / "run.json").read_text(encoding="utf-8"))
            if summary["schema"] != SCHEMA:
                raise ValueError(f"{folder}: schema {summary['schema']}, expected {SCHEMA}")
            with np.load(folder / "queries.npz", allow_pickle=False) as stored:
                if tuple(stored["metrics"].tolist()) != METRICS:
                    raise ValueError(f"{folder}: its metrics differ from those of this version")
                columns = {name: stored[name] for name in ("at", "member_ids", "history", "values")}
                return cls(summary, stored["models"].tolist(), **columns)
        except (OSError, KeyError, TypeError, json.JSONDecodeError) as error:
            raise ValueError(f"{folder}: not a stored run ({error})") from error


def summarise(dataset: Dataset, measurement: Measurement, settings: Mapping[str, Any], seconds: float) -> Run:
    """Summarise a measurement: means, intervals, groups, exposure and calibration of each model.

    Parameters
    ----------
    dataset
        The data the measurement was made on.
    measurement
        The rankings.
    settings
        Of the protocol, stored as they are.
    seconds
        Duration of the whole evaluation.

    Raises
    ------
    ValueError
        Nothing was measured.
    """
    m = measurement
    if not len(m):
        raise ValueError("no query to measure: nobody joins an open activity in that period")
    members = np.unique(m.member_ids, return_inverse=True)[1]
    flat = m.values.reshape(len(m), -1).astype(np.float64)
    resampled = means_of_resamples(flat, members).reshape(-1, len(m.models), len(METRICS))
    exposure = _exposure(dataset, m)
    models: dict[str, Any] = {}
    for row, name in enumerate(m.models):
        values = m.values[:, row].astype(np.float64)
        models[name] = {
            "metrics": {
                metric: interval(values[:, column].mean(), resampled[:, row, column])._asdict()
                for column, metric in enumerate(METRICS)
            },
            "by_history": {label: _group(values, inside) for label, inside in by_history(m.history).items()},
            "by_time": [{"from": format_time(at), **_group(values, inside)} for at, inside in by_time(m.at)],
            "exposure": exposure[row],
            "calibration": _calibration(m, name),
            "seconds": round(m.seconds[name], 3),
        }
    summary = {
        "schema": SCHEMA,
        "dataset": describe(dataset),
        "settings": dict(settings),
        "machine": machine(),
        "seconds": round(seconds, 1),
        "queries": len(m),
        "members": int(members.max()) + 1,
        "candidates": {"mean": float(m.candidates.mean()), "max": int(m.candidates.max())},
        "relevant": float(m.relevant.mean()),
        "notes": m.notes,
        "models": models,
    }
    return Run(summary, m.models, m.at, np.array(m.member_ids, np.str_), m.history, m.values)


def by_history(history: NDArray[np.int32]) -> dict[str, NDArray[np.bool_]]:
    """The groups of :data:`HISTORY` that are not empty: name -> ``bool[queries]``."""
    groups = {label: (low <= history) & (history <= high) for label, low, high in HISTORY}
    return {label: inside for label, inside in groups.items() if inside.any()}


def by_time(at: Floats) -> list[tuple[float, NDArray[np.bool_]]]:
    """Non-empty equal spans of time as (start, ``bool[queries]``); a single one if all times are equal."""
    edges = np.linspace(at.min(), at.max(), PERIODS + 1) if at.max() > at.min() else np.array([at[0], at[0]])
    span = np.clip(np.searchsorted(edges, at, side="right") - 1, 0, len(edges) - 2)
    return [(float(edges[k]), span == k) for k in range(len(edges) - 1) if (span == k).any()]


def _group(values: Floats, inside: NDArray[np.bool_]) -> dict[str, Any]:
    means = values[inside].mean(0)
    return {"queries": int(inside.sum())} | {name: round(float(x), 5) for name, x in zip(METRICS, means, strict=True)}


def _exposure(dataset: Dataset, m: Measurement) -> list[dict[str, float]]:
    """Exposure metrics by model; when clubs are ranked, only the coverage."""
    activities = dataset.activities
    columns = [{"coverage": coverage(m, row)} for row in range(len(m.models))]
    if not len(activities) or m.item_ids == dataset.clubs.text("club_id"):
        return columns
    club_rows = {name: row for row, name in enumerate(dataset.clubs.text("club_id"))}
    of = dict(zip(activities.text("activity_id"), activities.text("club_id"), strict=True))
    club_of = np.array([club_rows[of[item]] for item in m.item_ids], np.int64)
    check = EligibilityCheck(dataset, m.item_ids)
    for row, violations in enumerate(check.violation_shares(m)):
        columns[row]["club_gini"] = club_gini(m, row, club_of)
        columns[row]["novelty"] = check.novelty(m, row, len(dataset.members))
        columns[row] |= {f"{kind}_share": share for kind, share in violations.items()}
    return columns


def _calibration(m: Measurement, name: str) -> dict[str, Any] | None:
    kept = m.reliability.get(name)
    if kept is None or not kept.choices:
        return None
    filled = np.flatnonzero(kept.count)
    return {
        "error": kept.error(),
        "log_loss": kept.log_loss / kept.choices,
        "bins": [
            {
                "from": bin_ / BINS,
                "count": int(kept.count[bin_]),
                "said": float(kept.predicted[bin_] / kept.count[bin_]),
                "came_true": float(kept.observed[bin_] / kept.count[bin_]),
            }
            for bin_ in filled.tolist()
        ],
    }


def describe(dataset: Dataset) -> dict[str, Any]:
    """The number of rows of each table, and the times of the first and last interaction."""
    at = dataset.interactions.number("at")
    span = {"from": format_time(float(at.min())), "to": format_time(float(at.max()))} if len(at) else {}
    return {table.name: len(table) for table in dataset.tables()} | span | {"implied_members": len(dataset.implied)}


def machine() -> dict[str, Any]:
    """Date, processor type and versions of the machine, without host or user names."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "numpy": np.__version__,
    }
