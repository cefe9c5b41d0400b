"""A report of a run as one self-contained HTML file."""

from __future__ import annotations

from html import escape
from pathlib import Path
from string import Template
from typing import Any

from moim.evaluation import plots
from moim.evaluation.run import Run

HEADLINE = {"clubs": ("recall@20", "ndcg@20", "map@20", "mrr@20")}
USUAL = ("ndcg@10", "recall@10", "map@10", "mrr@10")

PAGE = Template("""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<style>
:root { color-scheme: light dark; --ink: #0f172a; --soft: #64748b; --line: #e2e8f0; --brand: #c2410c; --paper: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e2e8f0; --soft: #94a3b8; --line: #334155; --brand: #fb923c; --paper: #0f172a; }
  svg { background: #f8fafc; border-radius: 12px; }
}
body { margin: 0 auto; max-width: 60rem; padding: 2rem 1rem 4rem; color: var(--ink); background: var(--paper);
  font: 16px/1.55 Pretendard, system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2.5rem 0 .5rem; }
.lead { font-size: 1.15rem; margin: .75rem 0; } .soft { color: var(--soft); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: .35rem .6rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
th { font-weight: 600; color: var(--soft); } th:first-child, td:first-child { text-align: left; }
tr.best td { color: var(--brand); font-weight: 600; }
.wide { overflow-x: auto; } .pair { display: flex; flex-wrap: wrap; gap: 1rem; }
svg { max-width: 100%; height: auto; }
</style>
<h1>$title</h1>
<p class="soft">$subtitle</p>
<p class="lead">$lead</p>
$sections
</html>
""")


def write_report(run: Run, path: Path) -> None:
    """Write the report of a run to ``path``, as HTML in UTF-8.

    Raises
    ------
    ImportError
        Matplotlib is not installed.
    """
    summary = run.summary
    protocol = summary["settings"]["protocol"]
    metrics = HEADLINE.get(protocol, USUAL)
    models = summary["models"]
    order = sorted(models, key=lambda name: -models[name]["metrics"][metrics[0]]["value"])
    sections = [
        _section("Quality", _intervals_note(summary), _quality(models, order, metrics)),
        _section("By number of earlier joins", "", plots.quality_by_history(models, order, metrics[0])),
        _section("Over time", "", plots.quality_by_time(models, order, metrics[0])),
        _section("Probabilities", *_calibration(models, order)),
        _section("What is shown", EXPOSURE_NOTE, *_exposure(models, order, metrics[0])),
        _section("Data, settings, machine", "", _facts(summary)),
    ]
    page = PAGE.substitute(
        title=escape(f"Evaluation: {protocol}"),
        subtitle=escape(_subtitle(summary)),
        lead=escape(_lead(models, order, metrics[0])),
        sections="\n".join(section for section in sections if section),
    )
    path.write_text(page, encoding="utf-8")


EXPOSURE_NOTE = (
    "The first ten items of each list. Coverage: share of the candidates shown to at least one member. Gini: how "
    "unevenly clubs get attention. Novelty: mean self-information in bits. The last three are the shares of positions "
    "with an activity that was closed, full or already joined; they must be 0."
)


def _subtitle(summary: dict[str, Any]) -> str:
    return (
        f"{summary['queries']:,} rankings for {summary['members']:,} members, "
        f"{summary['candidates']['mean']:.1f} candidates each (at most {summary['candidates']['max']}), "
        f"{summary['relevant']:.2f} of them relevant; {summary['machine']['date']}, {summary['seconds']:.0f} s"
    )


def _lead(models: dict[str, Any], order: list[str], metric: str) -> str:
    first = models[order[0]]["metrics"][metric]
    text = f"{order[0]} ranks best: {metric} {first['value']:.3f} ({first['low']:.3f} to {first['high']:.3f})"
    if len(order) > 1:
        second = models[order[1]]["metrics"][metric]
        text += f", ahead of {order[1]} with {second['value']:.3f}"
    return text + "."


def _intervals_note(summary: dict[str, Any]) -> str:
    note = "In brackets: 95 % intervals, bootstrap over members. Ties count at the expected value over all orders."
    skipped = "; ".join(f"{name}: {why}" for name, why in summary.get("skipped", {}).items())
    return f"{note} Skipped: {skipped}." if skipped else note


def _section(title: str, note: str, *parts: str) -> str:
    body = "\n".join(part for part in parts if part)
    if not body:
        return ""
    return f'<h2>{escape(title)}</h2>\n<p class="soft">{escape(note)}</p>\n<div class="wide">{body}</div>'


def _table(header: list[str], rows: list[list[str]], best: bool = True) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in header)
    body = "".join(
        f"<tr{' class=best' if best and not number else ''}>"
        + "".join(f"<td>{escape(cell)}</td>" for cell in row)
        + "</tr>\n"
        for number, row in enumerate(rows)
    )
    return f"<table><tr>{head}</tr>\n{body}</table>"


def _quality(models: dict[str, Any], order: list[str], metrics: tuple[str, ...]) -> str:
    rows = []
    for name in order:
        values = models[name]["metrics"]
        first = values[metrics[0]]
        rest = [f"{values[metric]['value']:.4f}" for metric in metrics[1:]]
        interval = f"{first['value']:.4f} [{first['low']:.3f}, {first['high']:.3f}]"
        rows.append([name, interval, *rest, f"{models[name]['seconds']:.1f}"])
    return _table(["model", *metrics, "seconds"], rows)


def _calibration(models: dict[str, Any], order: list[str]) -> tuple[str, ...]:
    name = next((name for name in order if models[name]["calibration"]), None)
    if name is None:
        return ("",)
    found = models[name]["calibration"]
    note = f"{name}: expected calibration error {found['error']:.3f}, log loss {found['log_loss']:.3f} a choice."
    return note, plots.calibration(found["bins"])


def _exposure(models: dict[str, Any], order: list[str], metric: str) -> tuple[str, ...]:
    columns = list(models[order[0]]["exposure"])
    rows = [[name, *(f"{models[name]['exposure'][column]:.3f}" for column in columns)] for name in order]
    table = _table(["model", *(column.replace("_", " ") for column in columns)], rows, best=False)
    return (table, plots.exposure(models, order, metric)) if "club_gini" in columns else (table,)


def _facts(summary: dict[str, Any]) -> str:
    facts = summary["dataset"] | summary["settings"] | summary["notes"] | summary["machine"]
    return _table(["", ""], [[name.replace("_", " "), str(value)] for name, value in facts.items()], best=False)
