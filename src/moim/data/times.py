"""Times: float seconds since 1970-01-01 UTC inside the engine, ISO 8601 in files."""

from __future__ import annotations

import math
from datetime import UTC, datetime

HOUR = 3_600.0
DAY = 24 * HOUR

EARLIEST = datetime(1, 1, 2, tzinfo=UTC).timestamp()
LATEST = datetime(9999, 12, 31, tzinfo=UTC).timestamp()
"""Times are read from the second day of year 1 to the last but one of 9999, so that each exists in every time zone."""

_LONGEST = 64
"""Characters of a time: the longest form of ISO 8601 that Python reads has fewer than 40."""


def parse_time(text: str, low: float = EARLIEST, high: float = LATEST) -> float:
    """Seconds since 1970 of an ISO 8601 time; one without an offset is taken as UTC.

    Raises
    ------
    ValueError
        The text is no such time, or not from ``low`` to ``high``; see :mod:`moim.data.parsing`.

    Examples
    --------
    >>> parse_time("2024-05-19T04:23:00Z")
    1716092580.0
    """
    seconds = _moment(text).timestamp()
    if not low <= seconds <= high:
        raise _outside(low, high)
    return seconds


def parse_moment(text: str, low: float = EARLIEST, high: float = LATEST) -> datetime:
    """The time of :func:`parse_time` as an aware datetime in UTC, to the microsecond.

    Raises
    ------
    ValueError
        As there.
    """
    moment = _moment(text)
    if not low <= moment.timestamp() <= high:
        raise _outside(low, high)
    return moment.astimezone(UTC)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text if len(text) <= _LONGEST else "")
    except ValueError:
        raise ValueError("not a time (ISO 8601, UTC)") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _outside(low: float, high: float) -> ValueError:
    return ValueError(f"not a time from {format_time(low)} to {format_time(high)}")


def format_time(seconds: float) -> str:
    """ISO 8601 in UTC, to the microsecond where there is a fraction; ``""`` for ``nan``.

    >>> format_time(1716092580.0)
    '2024-05-19T04:23:00Z'
    """
    if math.isnan(seconds):
        return ""
    moment = datetime.fromtimestamp(round(seconds * 1e6) / 1e6, UTC)
    return moment.replace(tzinfo=None).isoformat() + "Z"
