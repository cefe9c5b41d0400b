"""The ``moim`` command: ``rank``, ``evaluate``, ``compare``, ``classify``, ``synthesise``, ``inspect``.

Exit codes: 0 done, 1 something went wrong on the way, 2 the input or the call is refused (nothing was written).
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Sequence
from importlib.metadata import version
from typing import TextIO

from tqdm import tqdm

from moim.cli import classify, compare, evaluate, inspect, rank, synthesise
from moim.data.problems import DatasetError
from moim.extras import MissingExtraError, MissingExtraWarning
from moim.storage.artefact import ArtefactError


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(prog="moim", description="Recommendations for gatherings.")
    top.add_argument("--version", action="version", version=f"moim {version('moim')}")
    subparsers = top.add_subparsers(metavar="COMMAND", required=True)
    for module in (rank, evaluate, compare, classify, synthesise, inspect):
        module.register(subparsers)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code. Every problem goes to standard error with its place."""
    options = parser().parse_args(arguments)
    with warnings.catch_warnings():
        warnings.showwarning = _show_warning
        return _run(options)


def _run(options: argparse.Namespace) -> int:
    try:
        code: int = options.func(options)
    except DatasetError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        print(f"{len(error.problems)} problem(s): nothing was read or written", file=sys.stderr)
        return 2
    except (ArtefactError, FileExistsError, MissingExtraError) as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 1
    except OSError as error:  # a folder that cannot be written to, a full disk
        print(f"{error.filename or 'error'}: {error.strerror or error}", file=sys.stderr)
        return 2
    return code


def _show_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """Write a warning above any progress bar. One of a missing extra has nothing to do with a place in the code."""
    plain = issubclass(category, MissingExtraWarning)
    text = str(message) if plain else warnings.formatwarning(message, category, filename, lineno, line)
    tqdm.write(text, file=file or sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
