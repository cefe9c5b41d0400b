"""``moim evaluate`` and ``moim compare``."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

from moim.dataset import Dataset, DatasetError, Problem, format_time, parse_time, read
from moim.evaluation import baselines
from moim.evaluation.cold_clubs import COLD_SHARE, cold_clubs
from moim.evaluation.compare import as_text, compare
from moim.evaluation.measurement import Measurement
from moim.evaluation.protocols import MIN_CANDIDATES, default_from, prequential, rolling
from moim.evaluation.report import write_report
from moim.evaluation.run import Run, summarise

PROTOCOLS = ("rolling", "prequential", "clubs")
_SPAN = re.compile(r"(\d+)([hdw])")
_SECONDS = {"h": 3_600.0, "d": 86_400.0, "w": 604_800.0}


def register(subparsers: Any) -> None:
    """Add ``evaluate`` and ``compare`` to the command line."""
    command = subparsers.add_parser(
        "evaluate", help="measure models on a data set", description="Replay the past and measure who foretold it."
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
    command = subparsers.add_parser("compare", help="compare two stored runs query by query")
    command.add_argument("a", metavar="A", help="folder of a run")
    command.add_argument("b", metavar="B", help="folder of another one")
    command.add_argument("--metric", default="ndcg@10", help="one of the stored ones (ndcg@10)")
    command.set_defaults(func=run_compare)


def run(options: argparse.Namespace) -> int:
    """Measure, store, report."""
    start = _time(options.start) if options.start else None
    every = _span(options.every)
    names = [name.strip() for name in options.models.split(",") if name.strip()]
    out = Path(options.out)
    if out.exists() and not out.is_dir():
        raise DatasetError([Problem("--out", 0, "", options.out, "not a folder")])
    dataset = read(options.dataset, implied_members=True)
    if dataset.implied:
        ids = {problem.value for problem in dataset.implied}
        print(f"{len(ids)} member(s) act but have no row: taken as known by nothing else", file=sys.stderr)
    try:
        run = evaluate(dataset, options.protocol, start, every, names, progress=True)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    run.write(out)
    write_report(run, out / "report.html")
    print(as_table(run))
    print(out / "report.html")
    return 0


def evaluate(
    dataset: Dataset,
    protocol: str,
    start: float | None = None,
    every: float = 30 * 86_400.0,
    names: Sequence[str] = (),
    *,
    within: float | None = None,
    progress: bool = False,
) -> Run:
    """Measure models by one of :data:`PROTOCOLS`.

    Args:
        dataset: the past.
        protocol: its name.
        start: from when on; without it, when the first quarter of the joins has happened.
        every: seconds between the cuts of ``rolling``.
        names: of the models; when empty all but those to be asked for.
        within: seconds for which joins are relevant at a cut, instead of until the next one.
        progress: show a bar on stderr.

    Raises:
        ValueError: a model is not known, or there is nothing to measure.
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
            settings |= {"every_days": every / 86_400.0, "min_candidates": MIN_CANDIDATES}
            settings["within_days"] = (every if within is None else within) / 86_400.0
            measurement = rolling(dataset, models, start, every, within=within, progress=progress)
        else:
            measurement = prequential(dataset, models, start, progress=progress)
    run = summarise(dataset, measurement, settings, perf_counter() - begin)
    run.summary["skipped"] = skipped
    return run


def run_compare(options: argparse.Namespace) -> int:
    """Compare two stored runs."""
    try:
        a, b = Run.read(Path(options.a)), Run.read(Path(options.b))
        comparisons = compare(a, b, options.metric)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    if a.summary["dataset"] != b.summary["dataset"]:
        print("the two runs were made on different data", file=sys.stderr)
    if a.summary["settings"] != b.summary["settings"]:
        print(f"the settings differ: {a.summary['settings']} and {b.summary['settings']}", file=sys.stderr)
    for comparison in comparisons:
        print(as_text(comparison))
    return 0


def headline(protocol: str) -> tuple[str, ...]:
    """The metrics to be read first."""
    return ("recall@20", "ndcg@20", "mrr@20") if protocol == "clubs" else ("ndcg@10", "recall@10", "map@10", "mrr@10")


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


def _time(text: str) -> float:
    try:
        return parse_time(text)
    except ValueError:
        raise DatasetError([Problem("--from", 0, "", text, "not a time (ISO 8601, UTC)")]) from None


def _span(text: str) -> float:
    found = _SPAN.fullmatch(text)
    if not found or not int(found[1]):
        raise DatasetError([Problem("--every", 0, "", text, "not a span such as 12h, 30d or 4w")])
    return int(found[1]) * _SECONDS[found[2]]
