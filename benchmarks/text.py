"""Accuracy, calibration and speed of the two text pipelines.

    python -m benchmarks.text            # prints a table and writes benchmarks/text.md

Seoul: the test set is the newest fifth of the events by registration day (series repeat, so the results of a random
split would be too good). KLUE: a stratified fifth. Texts are read from ``MOIM_DATA`` (``../shared/data``).
"""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from sklearn.model_selection import train_test_split

from moim.data import csvfile
from moim.text.tokens import tokens
from moim.topics import Evaluation, evaluate
from moim.topics.pipelines import PIPELINES

DATA = Path(os.environ.get("MOIM_DATA", "../shared/data"))
RESULT = Path(__file__).with_suffix(".md")
SIDE = ["title", "place", "org", "target", "fee", "district", "theme"]

Rows = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A train-test split of labelled rows, the text columns to read and the column of the label."""

    name: str
    train: Rows
    test: Rows
    columns: list[str]
    label: str


def read(path: Path) -> Rows:
    """Read the rows of a compressed CSV file."""
    return list(csvfile.read(path, []).records())


def scenarios() -> Iterator[Scenario]:
    """Seoul with the title only and with all columns, and KLUE with the headline."""
    events = sorted(read(DATA / "seoul_culture_events" / "events_2024.csv.gz"), key=lambda row: row["registered"])
    cut = len(events) * 4 // 5
    yield Scenario("Seoul, title", events[:cut], events[cut:], SIDE[:1], "category")
    yield Scenario("Seoul, 7 columns", events[:cut], events[cut:], SIDE, "category")
    news = read(DATA / "klue_ynat" / "train.csv.gz")
    train, test = train_test_split(news, test_size=0.2, random_state=0, stratify=[row["label"] for row in news])
    yield Scenario("KLUE headlines", train, test, ["title"], "label")


def measure(scenario: Scenario, pipeline: str) -> tuple[Evaluation, float, float]:
    """Train and test a pipeline: metrics on the test set, CPU seconds to fit, CPU milliseconds to predict a row."""
    started = time.process_time()
    model = PIPELINES[pipeline](*_columns(scenario, scenario.train))
    fitted = time.process_time()
    columns, labels = _columns(scenario, scenario.test)
    probabilities = model.predict_proba(columns)
    done = time.process_time()
    answers = [model.classes[best] for best in probabilities.argmax(axis=1)]
    figures = evaluate(labels, answers, probabilities.max(axis=1).tolist())
    return figures, fitted - started, (done - fitted) / len(labels) * 1000


def _columns(scenario: Scenario, rows: Rows) -> tuple[list[list[str]], list[str]]:
    return [[row[name] for row in rows] for name in scenario.columns], [row[scenario.label] for row in rows]


def main() -> int:
    """Measure every scenario, print the table and write it."""
    if not DATA.is_dir():
        print(f"skipped: there is no {DATA} (set MOIM_DATA)", file=sys.stderr)
        return 0
    tokens("모임")  # load the analyser (0.7 s) before measuring
    lines = [
        "| data | rows, train + test | pipeline | accuracy | macro-F1 | ECE | fit, CPU | label one row, CPU |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for scenario in scenarios():
        for pipeline in reversed(PIPELINES):
            figures, fit, label = measure(scenario, pipeline)
            rows = f"{len(scenario.train)} + {len(scenario.test)}"
            right = f"{figures.accuracy:.3f} | {figures.f1:.3f} | {figures.ece:.3f}"
            lines.append(f"| {scenario.name} | {rows} | {pipeline} | {right} | {fit:.1f} s | {label:.2f} ms |")
            print(lines[-1], file=sys.stderr)
    table = "\n".join(lines)
    print(table)
    machine = (
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, numpy {np.__version__}"
    )
    RESULT.write_text(
        f"# Text to category\n\n{table}\n\n`OMP_NUM_THREADS=1 python -m benchmarks.text`, "
        f"{datetime.now(UTC):%Y-%m-%d}, {machine}.\n"
        "ECE: 15 bins, from the probability of the predicted category. "
        "Seoul's test set is the newest fifth by registration.\n",
        encoding="utf-8",
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
