"""Times: float seconds since 1970-01-01 UTC inside the engine, ISO 8601 in files."""

from __future__ import annotations

import math
from datetime import UTC, datetime

HOUR = 3_600.0
DAY = 24 * HOUR


def parse_time(text: str) -> float:
    """Seconds since 1970 of an ISO 8601 time; one without an offset is taken as UTC.

    >>> parse_time("2024-05-19T04:23:00Z")
    1716092580.0

    Raises:
        ValueError: the text is no such time.
    """
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def format_time(seconds: float) -> str:
    """ISO 8601 in UTC, to the microsecond where there is a fraction; ``""`` for ``nan``.

    >>> format_time(1716092580.0)
    '2024-05-19T04:23:00Z'
    """
    if math.isnan(seconds):
        return ""
    moment = datetime.fromtimestamp(round(seconds * 1e6) / 1e6, UTC)
    return moment.replace(tzinfo=None).isoformat() + "Z"
