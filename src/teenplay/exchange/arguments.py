"""Arguments of the commands: times, and the report of invalid input."""

from __future__ import annotations

import contextlib
import datetime
import sys
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.core.management.base import CommandError

from moim.data.problems import DatasetError

BAD_INPUT = 2
"""The exit code for invalid input; nothing was done then."""


def day(text: str) -> float:
    """``today`` (now) or a day (its last moment in Seoul), in seconds since 1970.

    Raises
    ------
    ValueError
        It is neither.
    """
    if text == "today":
        return datetime.datetime.now(datetime.UTC).timestamp()
    date = datetime.date.fromisoformat(text)
    return datetime.datetime.combine(date, datetime.time.max, ZoneInfo("Asia/Seoul")).timestamp()


@contextlib.contextmanager
def refusing_bad_input() -> Iterator[None]:
    """Print everything that is wrong, one line each, and exit with :data:`BAD_INPUT`."""
    try:
        yield
    except DatasetError as error:
        for problem in sorted(error.problems, key=lambda problem: (problem.file, problem.line)):
            print(problem, file=sys.stderr)
        count = len(error.problems)
        message = f"{count:,} problem{'s' if count > 1 else ''}; nothing was loaded."
        raise CommandError(message, returncode=BAD_INPUT) from None
