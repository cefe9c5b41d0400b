"""The charts of a report, as inline SVG."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

from moim.evaluation.run import HISTORY

SHOWN = 6
"""Only the best models are drawn: more lines would be hard to tell apart. One colour for each."""
COLOURS = ("#c2410c", "#0f766e", "#4f46e5", "#a16207", "#be185d", "#64748b")


def quality_by_history(models: dict[str, Any], order: list[str], metric: str) -> str:
    """Line chart: a metric of each model by the number of activities the member had joined before."""
    figure, axes = _figure()
    labels = [label for label, _, _ in HISTORY if label in models[order[0]]["by_history"]]
    for name, colour in zip(order[:SHOWN], COLOURS, strict=False):
        groups = models[name]["by_history"]
        axes.plot(range(len(labels)), [groups[label][metric] for label in labels], "o-", color=colour, label=name)
    counts = [models[order[0]]["by_history"][label]["queries"] for label in labels]
    axes.set_xticks(range(len(labels)), [f"{label}\n({count:,})" for label, count in zip(labels, counts, strict=True)])
    axes.set_xlabel("joined before (queries)")
    axes.set_ylabel(metric)
    return _svg(figure, axes)


def quality_by_time(models: dict[str, Any], order: list[str], metric: str) -> str:
    """Line chart: a metric of each model over time; empty if all queries are in one span of time."""
    spans = models[order[0]]["by_time"]
    if len(spans) < 2:
        return ""
    figure, axes = _figure()
    for name, colour in zip(order[:SHOWN], COLOURS, strict=False):
        values = [span[metric] for span in models[name]["by_time"]]
        axes.plot(range(len(spans)), values, "o-", color=colour, label=name)
    axes.set_xticks(range(len(spans)), [span["from"][:7] for span in spans], rotation=45, ha="right")
    axes.set_ylabel(metric)
    return _svg(figure, axes)


def calibration(bins: list[dict[str, float]]) -> str:
    """Reliability diagram: observed frequency against predicted probability."""
    figure, axes = _figure(width=4.6)
    axes.plot([0, 1], [0, 1], color="#cbd5e1", lw=1)
    predicted, observed = [b["said"] for b in bins], [b["came_true"] for b in bins]
    axes.plot(predicted, observed, "o-", color=COLOURS[0], label="observed")
    axes.set_xlabel("predicted probability of being chosen")
    axes.set_ylabel("observed share chosen")
    return _svg(figure, axes)


def exposure(models: dict[str, Any], order: list[str], metric: str) -> str:
    """Scatter chart: a metric of each model against the Gini coefficient of the clubs' exposure."""
    figure, axes = _figure(width=4.6)
    for name in order:
        x, y = models[name]["exposure"]["club_gini"], models[name]["metrics"][metric]["value"]
        axes.plot([x], [y], "o", color=COLOURS[0] if name == order[0] else COLOURS[-1])
        axes.annotate(name, (x, y), xytext=(5, 3), textcoords="offset points", fontsize=8)
    axes.set_xlabel("Gini of clubs' exposure (0: equal)")
    axes.set_ylabel(metric)
    return _svg(figure, axes, legend=False)


def _figure(width: float = 7.2) -> tuple[Figure, Axes]:
    from matplotlib.figure import Figure  # not pyplot, which keeps global state and may need a display

    figure = Figure(figsize=(width, 3.4), layout="constrained")
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color="#e2e8f0", lw=0.8)
    return figure, axes


def _svg(figure: Figure, axes: Axes, *, legend: bool = True) -> str:
    import matplotlib as mpl

    if legend:
        axes.legend(frameon=False, fontsize=8, ncols=2)
    out = io.StringIO()
    # Text is not converted to paths; the fixed salt makes the same run give the same file.
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "moim"}):
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return re.sub(r"^.*?(?=<svg)", "", out.getvalue(), flags=re.DOTALL)
