"""``moim evaluate``: measure models on a data set."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from moim.cli.options import option, time_option
from moim.data.dataset import read
from moim.data.parsing import parse_integer
from moim.data.problems import DatasetError, Problem
from moim.data.times import DAY, HOUR
from moim.evaluation.evaluate import PROTOCOLS, evaluate, headline
from moim.evaluation.report import write_report
from moim.evaluation.run import Run
from moim.extras import install_command, installed

_SPAN = re.compile(r"([0-9]+)([hdw])")
_SECONDS = {"h": HOUR, "d": DAY, "w": 7 * DAY}


def register(subparsers: Any) -> None:
    """Add ``evaluate`` to the command line."""
    command = subparsers.add_parser(
        "evaluate",
        help="measure models on a data set",
        description="Replay the log and measure which model predicted what members joined.",
    )
    command.add_argument("dataset", metavar="DATASET", help="folder of the data set")
    command.add_argument(
        "--protocol",
        required=True,
        choices=PROTOCOLS,
        help="rolling: rank what is open at cut times; prequential: at every join, score, then learn; "
        "clubs: rank new clubs for members of others",
    )
    command.add_argument(
        "--from", dest="start", metavar="TIME", help="measure from then on (after a quarter of the joins)"
    )
    command.add_argument("--every", default="30d", metavar="SPAN", help="between cut times: 12h, 30d, 4w (30d)")
    command.add_argument("--models", default="", metavar="a,b,c", help="only these (all but lightfm)")
    command.add_argument("--out", required=True, metavar="DIR", help="where run.json, queries.npz and report.html go")
    command.set_defaults(func=run)


def run(options: argparse.Namespace) -> int:
    """Measure, store, report."""
    start = time_option("--from", options.start) if options.start else None
    every = option("--every", options.every, parse_span)
    names = [name.strip() for name in options.models.split(",") if name.strip()]
    out = Path(options.out)
    if out.exists() and not out.is_dir():
        raise DatasetError([Problem("--out", 0, "", options.out, "not a folder")])
    report = installed("matplotlib")
    if not report:
        how = install_command("matplotlib")
        print(f"report.html is left out: its pictures need matplotlib, {how}", file=sys.stderr)
    dataset = read(options.dataset, implied_members=True)
    if dataset.implied:
        ids = {problem.value for problem in dataset.implied}
        print(f"{len(ids)} member(s) act but have no row: nothing else is known about them", file=sys.stderr)
    try:
        run = evaluate(dataset, options.protocol, start, every, names, progress=True)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    run.write(out)
    print(as_table(run))
    if report:
        write_report(run, out / "report.html")
        print(out / "report.html")
    return 0


def as_table(run: Run) -> str:
    """The headline metrics of all models, best first, for a terminal."""
    metrics = headline(run.summary["settings"]["protocol"])
    models = run.summary["models"]
    best_first: Callable[[str], float] = lambda name: -models[name]["metrics"][metrics[0]]["value"]  # noqa: E731
    lines = [f"{'':<14}" + "".join(f"{metric:>12}" for metric in metrics) + f"   {metrics[0]} 95 %      seconds"]
    for name in sorted(models, key=best_first):
        values = models[name]["metrics"]
        first = values[metrics[0]]
        row = "".join(f"{values[metric]['value']:>12.4f}" for metric in metrics)
        lines.append(f"{name:<14}{row}   {first['low']:.4f} - {first['high']:.4f} {models[name]['seconds']:>8.1f}")
    lines += [f"{name} left out: {why}" for name, why in run.summary["skipped"].items()]
    return "\n".join(lines)


def parse_span(text: str) -> float:
    """Seconds of a span of hours, days or weeks, at most a hundred years.

    Raises
    ------
    ValueError
        It is none.

    Examples
    --------
    >>> parse_span("12h"), parse_span("4w")
    (43200.0, 2419200.0)
    """
    found = _SPAN.fullmatch(text) if len(text) <= 10 else None
    if not found:
        raise ValueError("not a span such as 12h, 30d or 4w")
    unit = _SECONDS[found[2]]
    return parse_integer(found[1], 1, int(36_500 * DAY / unit)) * unit
