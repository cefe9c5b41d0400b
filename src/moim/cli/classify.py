"""``moim classify``: learn categories from a labelled CSV file, and give them to another."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from moim.data import csvfile
from moim.data.csvfile import CsvFile
from moim.data.problems import DatasetError, Problem
from moim.storage.artefact import ArtefactError
from moim.topics.pipelines import PIPELINES, TextModel, load

ADDED = ("label", "probability", "label_2", "probability_2", "label_3", "probability_3")
"""The columns ``predict`` adds: the answer and the two next best, empty where there are fewer classes."""

_CHUNK = 500


def register(subparsers: Any) -> None:
    """Add ``classify`` to the command line."""
    commands = subparsers.add_parser("classify", help="text to category").add_subparsers(
        metavar="COMMAND", required=True
    )
    fit = commands.add_parser("fit", help="learn from a labelled CSV file")
    fit.add_argument("csv", metavar="CSV", help=".csv or .csv.gz, UTF-8, with a header line")
    fit.add_argument("--text", required=True, metavar="COLUMNS", help="title,place,...: main text first, then others")
    fit.add_argument("--label", required=True, metavar="COLUMN")
    fit.add_argument("--model", required=True, metavar="DIR", help="where to put the model; a model there is replaced")
    fit.add_argument("--pipeline", choices=list(PIPELINES), default=next(iter(PIPELINES)))
    fit.set_defaults(func=run_fit)
    predict = commands.add_parser("predict", help="label every row of a CSV file")
    predict.add_argument("model", metavar="DIR")
    predict.add_argument("csv", metavar="CSV")
    predict.add_argument("--out", required=True, metavar="CSV", help="where to write; - for standard output")
    predict.set_defaults(func=run_predict)


def run_fit(options: argparse.Namespace) -> int:
    """Learn and save."""
    folder = Path(options.model)
    if folder.exists() and not (folder / "manifest.json").is_file() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(f"{folder} exists and is no model")
    text = [name.strip() for name in options.text.split(",")]
    file = _read(options.csv, [*text, options.label])
    labels = [label.strip() for label in file.column(options.label)]
    _check_labels(file, options.label, labels)
    try:
        with tqdm(total=100, desc="learning", file=sys.stderr, leave=False, delay=2) as bar:
            fit = PIPELINES[options.pipeline]
            model = fit([file.column(name) for name in text], labels, lambda stage, done: _show(bar, stage, done))
    except ValueError as error:
        raise DatasetError([Problem(file.name, 0, options.text, "", str(error))]) from error
    _replace(model, folder, {"text": text, "label": options.label, "rows": len(labels), "pipeline": options.pipeline})
    print(f"{len(labels)} rows, {len(model.classes)} categories: {folder}", file=sys.stderr)
    return 0


def run_predict(options: argparse.Namespace) -> int:
    """Label every row; what was in the file stays in it."""
    model, about = load(options.model)
    if "text" not in about:
        raise ArtefactError(f"{options.model}: not made by moim classify fit")
    csvfile.refuse_unwritable(options.out)
    file = _read(options.csv, about["text"])
    kept = [f"{name}_given" if name in ADDED else name for name in file.header]
    for name in ADDED:
        if name in file.header:
            print(f"the column {name} of {file.name} is written as {name}_given", file=sys.stderr)
    with csvfile.writing(options.out) as writer:
        writer.writerow([*kept, *ADDED])
        answers = _answers(model, [file.column(name) for name in about["text"]])
        bar = tqdm(answers, total=len(file), desc="labelling", file=sys.stderr, leave=False, delay=2)
        writer.writerows([*row, *answer] for row, answer in zip(file.rows(), bar, strict=True))
    return 0


def _read(path: str, required: Sequence[str]) -> CsvFile:
    """A file with these columns, a row for every line.

    Raises
    ------
    DatasetError
        With everything that is wrong.
    """
    problems: list[Problem] = []
    file = csvfile.read(path, problems, used=required, blank=True)
    if file.header or not problems:
        for name in dict.fromkeys(required):
            if name not in file.header:
                there = ",".join(file.header)
                problems.append(Problem(file.name, 1, name, there, "the column is missing; there are"))
    if problems:
        raise DatasetError(problems)
    return file


def _check_labels(file: CsvFile, column: str, labels: list[str]) -> None:
    problems = [
        Problem(file.name, line, column, "", "the label is empty")
        for line, label in zip(file.lines, labels, strict=True)
        if not label
    ]
    if not labels:
        problems.append(Problem(file.name, 0, "", "", "there is no row to learn from"))
    elif not problems and len(set(labels)) == 1:
        problems.append(Problem(file.name, 0, column, labels[0], "at least two different labels are needed, all are"))
    if problems:
        raise DatasetError(problems)


def _replace(model: TextModel, folder: Path, about: dict[str, Any]) -> None:
    """Save beside the folder, then put it in its place, so that a failure leaves the model that was there."""
    draft = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    model.save(draft, about)
    if folder.exists():
        shutil.rmtree(folder)
    draft.rename(folder)


def _answers(model: TextModel, columns: list[list[str]]) -> Iterator[list[str]]:
    for start in range(0, len(columns[0]), _CHUNK):
        probabilities = model.predict_proba([column[start : start + _CHUNK] for column in columns])
        best = np.argsort(-probabilities, axis=1, kind="stable")[:, : len(ADDED) // 2]
        for row, order in zip(probabilities, best, strict=True):
            answer = [cell for i in order for cell in (model.classes[i], f"{row[i]:.6f}")]
            yield answer + [""] * (len(ADDED) - len(answer))


def _show(bar: tqdm[Any], stage: str, done: float) -> None:
    bar.set_description(stage, refresh=False)
    bar.update(int(done * 100) - bar.n)
