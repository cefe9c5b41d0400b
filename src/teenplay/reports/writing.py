"""The figures as JSON, the pictures, and a page that shows both."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from moim_django.models import ModelVersion
from teenplay.activities.models import Activity
from teenplay.reports.texts import TextReport

FIGURES = ("accuracy", "precision", "recall", "f1", "ece")


def figures(version: ModelVersion | None, texts: TextReport, *, at: datetime.datetime) -> dict[str, Any]:
    """All figures as JSON values. The recommender's figures are those of its training."""
    return {
        "measured_at": at.isoformat(),
        "synthetic": Activity.objects.filter(synthetic=True).exists(),
        "recommender": version
        and {"version": version.name, "trained_at": version.trained_at.isoformat(), **version.metrics},
        "texts": {
            "trained_on": texts.trained,
            "tested_on": texts.tested,
            "note": texts.note,
            "categories": texts.categories,
            "pipelines": {name: one.as_json() for name, one in (texts.pipelines or {}).items()},
        },
    }


def write(folder: Path, measured: dict[str, Any], texts: TextReport) -> list[Path]:
    """Write ``figures.json``, ``report.html`` and the pictures; returns their paths."""
    from teenplay.reports import pictures  # matplotlib: half a second that only this command pays

    folder.mkdir(parents=True, exist_ok=True)
    images = {}
    if texts.categories:
        images["How many activities each category has"] = "categories.png"
        pictures.distribution(texts.categories, folder / "categories.png")
    main = (texts.pipelines or {}).get("topics")
    if main is not None:
        images["Confusion matrix"] = "confusion.png"
        pictures.confusion(main.confusion, main.classes, folder / "confusion.png", title="Activities")
        images["Confusion matrix, each row as parts of 1"] = "confusion_normalised.png"
        path = folder / "confusion_normalised.png"
        pictures.confusion(main.normalised(), main.classes, path, title="Part of the true category")
    numbered = list(enumerate(main.classes if main else texts.categories, 1))
    rows = [(name, [one[key] for key in FIGURES]) for name, one in measured["texts"]["pipelines"].items()]
    context = {"measured": measured, "images": images, "rows": rows, "figures": FIGURES, "numbered": numbered}
    (folder / "report.html").write_text(render_to_string("reports/evaluation.html", context), encoding="utf-8")
    text = json.dumps(measured, ensure_ascii=False, indent=2) + "\n"
    (folder / "figures.json").write_text(text, encoding="utf-8")
    return [folder / name for name in ("figures.json", "report.html", *images.values())]
