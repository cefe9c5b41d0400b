"""Values from outside: text from files, forms, addresses, command lines and APIs as values the rest can rely on.

The contract of every function here:

- It takes the text as it came and returns a value, or raises ``ValueError`` and nothing else, whatever the text holds.
- The error's text is a short phrase without the value. It can follow a place in a file, an option or a form field:
  ``members.csv:3: column lat: not a number: 'x'``.
- The length is checked before anything is parsed, so that time and memory are bounded. Limits are arguments.
- What it returns can be stored and written out again: numbers are finite and in range, text holds no NUL and no
  surrogates, times exist in every time zone.
- Pure functions: no clock, no settings, no framework.

Times are read by ``parse_time`` and ``parse_moment`` of :mod:`moim.data.times`, which keep the same contract.

Texts for people are brought to Unicode's normal form C. Ids are not: they are compared character for character with
what the platform has stored.
"""

from __future__ import annotations

import math
import re
import unicodedata

from moim.data.times import parse_moment, parse_time

__all__ = [
    "parse_id", "parse_integer", "parse_list", "parse_moment", "parse_number", "parse_text", "parse_time", "split_list",
]  # fmt: skip

LONGEST_NUMBER = 100
"""Characters of a number. ``repr`` of a float has at most 24; spreadsheets write some more digits."""

LONGEST_ID = 255
"""Characters of an id: what an indexed text column holds in all the databases that the platform runs on."""

SMALLEST, LARGEST = -(2**63), 2**63 - 1
"""The range of a database's big integer."""

_COMPOSED = 4
"""Normal form C makes one character of at most so many (U+1F82: a letter with three marks)."""

_INTEGER = re.compile(r"[+-]?[0-9]+")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_NOT_FINITE = frozenset({"inf", "infinity", "nan"})
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def parse_integer(text: str, low: int = SMALLEST, high: int = LARGEST) -> int:
    """A whole number in decimal digits, with or without a sign; blanks around it do not matter.

    Raises
    ------
    ValueError
        It is no whole number, or not from ``low`` to ``high`` (both included).

    Examples
    --------
    >>> parse_integer(" 42 ", 0, 100)
    42
    """
    digits = text.strip() if len(text) <= LONGEST_NUMBER else ""
    if not _INTEGER.fullmatch(digits):
        raise ValueError("not a whole number")
    value = int(digits)
    _refuse_outside(value, low, high)
    return value


def parse_number(text: str, low: float = -math.inf, high: float = math.inf) -> float:
    """A finite decimal number; blanks around it do not matter.

    Raises
    ------
    ValueError
        It is no finite number, or not from ``low`` to ``high`` (both included).

    Examples
    --------
    >>> parse_number("37.5", -90, 90), parse_number("1e3")
    (37.5, 1000.0)
    """
    digits = text.strip() if len(text) <= LONGEST_NUMBER else ""
    if _NUMBER.fullmatch(digits):
        value = float(digits)
    elif digits.lstrip("+-").lower() in _NOT_FINITE:
        value = math.nan
    else:
        raise ValueError("not a number")
    if not math.isfinite(value):  # 1e999 as well
        raise ValueError("not a finite number")
    _refuse_outside(value, low, high)
    return value


def _refuse_outside(value: float, low: float, high: float) -> None:
    if value < low:
        raise ValueError(f"must be at least {low}")
    if value > high:
        raise ValueError(f"must be at most {high}")


def parse_id(text: str, longest: int = LONGEST_ID) -> str:
    """An id as it stands: at least one character, no control characters.

    Raises
    ------
    ValueError
        It is none.
    """
    if not text:
        raise ValueError("the id is empty")
    if len(text) > longest:
        raise ValueError(f"an id of {len(text):,} characters where {longest:,} fit")
    if _CONTROL.search(text):
        raise ValueError("an id with a control character (a tab, a line break, NUL)")
    _refuse_surrogates(text)
    return text


def parse_text(text: str, longest: int) -> str:
    """Text in Unicode's normal form C. It may be empty and may have several lines.

    Parameters
    ----------
    text
        As it came.
    longest
        How many characters fit, counted in normal form C.

    Raises
    ------
    ValueError
        It is longer, or holds what no database and no file can keep: NUL, halves of surrogate pairs.

    Examples
    --------
    >>> parse_text("cafe\\u0301", 4)
    'café'
    """
    if len(text) > _COMPOSED * longest:
        raise ValueError(f"{len(text):,} characters where {longest:,} fit")
    normal = unicodedata.normalize("NFC", text)
    if len(normal) > longest:
        raise ValueError(f"{len(normal):,} characters where {longest:,} fit")
    if "\x00" in normal:
        raise ValueError("holds a NUL character")
    _refuse_surrogates(normal)
    return normal


def _refuse_surrogates(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("holds half of a surrogate pair, which is no character") from None


def split_list(cell: str) -> list[str]:
    """The parts of a ``;``-separated cell, stripped, empty ones left out; without limits, for data already read.

    >>> split_list(" running; ;pottery ")
    ['running', 'pottery']
    """
    return [part for part in map(str.strip, cell.split(";")) if part]


def parse_list(text: str, most: int, longest: int) -> list[str]:
    """The parts of a ``;``-separated text, stripped, empty ones left out, in normal form C.

    Parameters
    ----------
    text
        As it came.
    most
        How many parts it may have.
    longest
        How many characters each may have.

    Raises
    ------
    ValueError
        There are more parts, or one is refused by :func:`parse_text`.
    """
    if len(text) > most * _COMPOSED * (longest + 2):
        raise ValueError(f"{len(text):,} characters where {most:,} parts of {longest:,} fit")
    parts = split_list(text)
    if len(parts) > most:
        raise ValueError(f"{len(parts):,} parts where {most:,} fit")
    return [parse_text(part, longest) for part in parts]
