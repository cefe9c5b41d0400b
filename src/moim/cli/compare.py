"""``moim compare``: two stored runs, query by query."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from moim.evaluation.compare import as_text, compare
from moim.evaluation.run import Run


def register(subparsers: Any) -> None:
    """Add ``compare`` to the command line."""
    command = subparsers.add_parser("compare", help="compare two stored runs query by query")
    command.add_argument("a", metavar="A", help="folder of a run")
    command.add_argument("b", metavar="B", help="folder of another one")
    command.add_argument("--metric", default="ndcg@10", help="one of the stored ones (ndcg@10)")
    command.set_defaults(func=run)


def run(options: argparse.Namespace) -> int:
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
