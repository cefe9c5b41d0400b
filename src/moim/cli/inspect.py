"""``moim inspect``: what a data set or a model version holds, in a few lines."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np

from moim.data import csvfile
from moim.data.dataset import read
from moim.data.schema import SCHEMA
from moim.data.times import format_time
from moim.recommender import Recommender
from moim.storage.artefact import read_artefact, read_manifest


def register(subparsers: Any) -> None:
    """Add ``inspect`` to the command line."""
    command = subparsers.add_parser("inspect", help="say what a data set or a model version holds")
    command.add_argument("folder", metavar="FOLDER", type=Path)
    command.set_defaults(func=run)


def run(options: argparse.Namespace) -> int:
    """Print what the folder holds."""
    # A data set may have a manifest of its own beside it, as moim synthesise writes it.
    tables = any(csvfile.find(options.folder, name) for name in SCHEMA)
    stored = not tables and (options.folder / "manifest.json").is_file()
    lines = _version(options.folder) if stored else _dataset(options.folder)
    print("\n".join(lines))
    return 0


def _dataset(folder: Path) -> list[str]:
    dataset = read(folder, implied_members=True)
    lines = [f"{table.name:14} {len(table):>9,} rows{_span(table.numbers)}" for table in dataset.tables()]
    kinds, counts = np.unique(np.array(dataset.interactions.text("kind"), dtype=str), return_counts=True)
    lines += [f"  {kind:12} {count:>9,}" for kind, count in zip(kinds.tolist(), counts.tolist(), strict=True)]
    if dataset.implied:
        lines.append(f"{len({p.value for p in dataset.implied})} member(s) act but have no row in members")
    return lines + [str(remark) for remark in dataset.remarks]


def _span(numbers: dict[str, Any]) -> str:
    for name in ("at", "created_at", "joined_at", "since"):
        values = numbers.get(name)
        if values is not None and np.isfinite(values).any():
            return f"   {name} {format_time(float(np.nanmin(values)))} to {format_time(float(np.nanmax(values)))}"
    return ""


def _version(folder: Path) -> list[str]:
    about = read_manifest(folder)["about"]
    lines = [f"{key:12} {value}" for key, value in about.items() if isinstance(value, str | int | float)]
    if about.get("kind") != "recommender":
        read_artefact(folder)  # for its checksums
        return lines
    for scenario, weights in Recommender.load(folder).weights().items():
        lines.append(f"weights, {scenario}: feature, everyone, newcomers more")
        ordered = sorted(weights.items(), key=lambda item: -abs(item[1][0]))
        lines += [f"  {name:18} {weight:+7.3f} {newcomer:+7.3f}" for name, (weight, newcomer) in ordered]
    return lines
