"""Ranking quality of our models and the baselines in one run; writes quality.md next to this file.

    python benchmarks/quality.py

All settings are the defaults; nothing is tuned here. The shared data sets are read from MOIM_DATA (../shared/data);
parts whose data is missing are skipped and marked as such.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import numpy as np

from moim.cli.evaluate import evaluate, headline
from moim.data.dataset import read
from moim.data.times import DAY, parse_time
from moim.evaluation.baselines import activity_models, choose
from moim.evaluation.oracle import Oracle
from moim.evaluation.protocols import rolling
from moim.evaluation.run import Run, machine, summarise
from moim.synthetic import Settings, make_world

DATA = Path(os.environ.get("MOIM_DATA", "../shared/data"))
RESULT = Path(__file__).with_name("quality.md")
SEED, UNTIL = 7, parse_time("2026-06-01T00:00:00Z")


def montana(protocol: str, within: float | None = None) -> Run:
    """Real activities (Meetup, Montana), measured from 2011 on."""
    dataset = read(DATA / "meetup_montana", implied_members=True)
    start, names = parse_time("2011-01-01T00:00:00Z"), list(activity_models())
    return evaluate(dataset, protocol, start, names=names, within=within, progress=True)


def phoenix() -> Run:
    """Real clubs (Meetup, Phoenix), of which the newest fifth is cold."""
    return evaluate(read(DATA / "meetup_phoenix_clubs"), "clubs", progress=True)


def synthetic() -> Run:
    """The demo world with the oracle as upper bound: three cuts in its last ninety days."""
    world = make_world(Settings(), np.random.default_rng(SEED), UNTIL)
    begin = perf_counter()
    models, _ = choose(activity_models(), list(activity_models()))
    measured = rolling(world.dataset, [Oracle(world.hidden), *models], UNTIL - 90 * DAY, 30 * DAY, progress=True)
    return summarise(world.dataset, measured, {"protocol": "rolling"}, perf_counter() - begin)


def table(run: Run, best: str = "") -> Iterator[str]:
    """The headline metrics of a run as Markdown; with ``best``, also as a share of that model's."""
    metrics = headline(run.summary["settings"]["protocol"])
    models = run.summary["models"]
    first = metrics[0]
    share = [f"share of {best}"] if best else []
    yield "| " + " | ".join(["model", f"{first} (95 %)", *metrics[1:], *share, "seconds"]) + " |"
    yield "| --- |" + " ---: |" * (len(metrics) + len(share) + 1)
    for name in sorted(models, key=lambda name: -models[name]["metrics"][first]["value"]):
        values = models[name]["metrics"]
        value, low, high = values[first].values()
        cells = [name, f"{value:.4f} ({low:.4f} to {high:.4f})", *(f"{values[m]['value']:.4f}" for m in metrics[1:])]
        cells += [f"{value / models[best]['metrics'][first]['value']:.1%}"] if best else []
        yield "| " + " | ".join([*cells, f"{models[name]['seconds']:.1f}"]) + " |"


def section(title: str, run: Run, best: str = "") -> Iterator[str]:
    """A heading, a summary of the run and its table, as Markdown."""
    s = run.summary
    wrong = {
        kind: max(model["exposure"].get(f"{kind}_share", 0.0) for model in s["models"].values())
        for kind in ("closed", "full", "joined")
    }
    yield f"## {title}"
    yield ""
    yield (
        f"{s['queries']:,} rankings for {s['members']:,} members, {s['candidates']['mean']:.1f} candidates each, "
        f"{s['seconds']:.0f} s in all. Share of shown places that were closed, full or already joined, in the worst "
        f"model: {wrong['closed']:.0%}, {wrong['full']:.0%}, {wrong['joined']:.0%}."
    )
    yield ""
    yield from table(run, best)
    yield ""


def main() -> int:
    """Measure everything and write the page."""
    about = machine()
    lines = [
        "# Quality",
        "",
        f"`make bench-quality`, {about['date']}: {about['cores']} cores ({about['processor']}), "
        f"Python {about['python']}, numpy {about['numpy']}. Intervals: 95 %, bootstrap over members. Ties count at the "
        "expected value over their orders. Seconds are for fitting, scoring and learning; the load when it began was "
        f"{os.getloadavg()[0]:.1f}.",
        "",
    ]
    parts = [
        ("Montana, prequential from 2011", "meetup_montana", lambda: montana("prequential"), ""),
        (
            "Montana, cuts every 30 days from 2011, at least 5 candidates",
            "meetup_montana",
            lambda: montana("rolling"),
            "",
        ),
        (
            "Montana, the same cuts, everything joined later counted at every cut before it",
            "meetup_montana",
            lambda: montana("rolling", np.inf),
            "",
        ),
        ("Phoenix, the newest fifth of the clubs cold", "meetup_phoenix_clubs", phoenix, ""),
        ("The demo world, three cuts, compared with the best possible ranking", "", synthetic, "oracle"),
    ]
    for title, folder, measure, best in parts:
        print(title, file=sys.stderr)
        if folder and not (DATA / folder).is_dir():
            lines += [f"## {title}", "", f"Left out: {folder} is not in MOIM_DATA.", ""]
        else:
            lines += section(title, measure(), best)
    RESULT.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
    print(RESULT.read_text(encoding="utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
