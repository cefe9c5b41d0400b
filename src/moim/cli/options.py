"""Options of the commands as values; one that makes no sense is refused like a cell of a file, under its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from moim.data.parsing import parse_integer, parse_number, parse_time
from moim.data.problems import DatasetError, Problem

Value = TypeVar("Value")


def option(name: str, text: str, parse: Callable[[str], Value]) -> Value:
    """The value of an option.

    Raises
    ------
    DatasetError
        ``parse`` refuses the text; it names the option and the text.
    """
    try:
        return parse(text)
    except ValueError as error:
        raise DatasetError([Problem(name, 0, "", text, str(error))]) from None


def time_option(name: str, text: str) -> float:
    """Seconds since 1970 UTC of an ISO 8601 time."""
    return option(name, text, parse_time)


def integer_option(name: str, text: str, low: int, high: int) -> int:
    """A whole number from ``low`` to ``high``."""
    return option(name, text, lambda given: parse_integer(given, low, high))


def number_option(name: str, text: str, low: float, high: float) -> float:
    """A number from ``low`` to ``high``."""
    return option(name, text, lambda given: parse_number(given, low, high))
