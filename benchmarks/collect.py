"""Time and memory to clean 100,000 raw rows, and the number of rows that break a contract.

    python benchmarks/collect.py [--rows 100000]

The rows are events of the city of Seoul (``MOIM_DATA``) as its API returns them, repeated with different titles and
days and wrapped in the HTML, emoji and contact lines that web pages contain.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import resource
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

from moim.data import csvfile
from teenplay.collect.borders import clean_rows
from teenplay.collect.cleaning import RAW_FIELDS, Clean
from teenplay.collect.contracts import Violation
from teenplay.collect.duplicates import EventRecord, find_duplicates
from teenplay.collect.privacy import mask

DATA = Path(os.environ.get("MOIM_DATA", Path(__file__).parents[2] / "shared/data"))
EVENTS = DATA / "seoul_culture_events" / "events_2024.csv.gz"
SEEN = datetime(2024, 9, 1, tzinfo=UTC)
BATCH = 1_000

Raw = dict[str, str]


def raw_rows(count: int, seed: int = 1) -> Iterator[Raw]:
    """Generate raw rows as the crawler would extract them from pages."""
    events = list(csvfile.read(EVENTS, []).records())
    rng = random.Random(seed)
    for number in range(count):
        event = events[number % len(events)]
        shift = timedelta(days=number // len(events) * 3)
        first, last = (date.fromisoformat(event[name][:10]) + shift for name in ("start", "end"))
        day = f"{first.month}월 {first.day}일({'월화수목금토일'[first.weekday()]})"
        body = f"<p>🎉{event['title']}</p><p>일시: {day} 오후 7시<br>문의 02-123-{number % 10000:04}</p>"
        yield dict.fromkeys(RAW_FIELDS, "") | {
            "source_id": str(number),
            "title": f"{rng.choice(('', '★', '[무료] '))}{event['title']} {number // len(events)}",
            "content": f"{body}<p>{event['program']}</p><ul>{'<li>&nbsp;준비물&amp;안내</li>' * 10}</ul>",
            "organiser": event["org"],
            "category": event["category"],
            "date": rng.choice((f"{first}~{last}", day, f"{first:%Y.%m.%d}(~{last:%m.%d})")),
            "place": event["place"],
            "address": f"서울 {event['district']}",
            "latitude": event["lng"],
            "longitude": event["lat"],
            "price": event["fee"] or event["free"],
            "posted": event["registered"],
        }


def clean_batch(rows: list[Raw]) -> tuple[list[Clean | None], list[Violation]]:
    """Mask, clean and check rows, as the pipeline does between the page and the table.

    Returns
    -------
    tuple[list[Clean | None], list[Violation]]
        The rows without a violation, and all violations of contracts.
    """
    masked = [
        {name: mask(text) if name not in ("latitude", "longitude") else text for name, text in row.items()}
        for row in rows
    ]
    found = clean_rows([(row, "activity", SEEN) for row in masked])
    return [row for row, _, broken in found if not broken], [one for _, _, broken in found for one in broken]


def entry(row: Clean) -> EventRecord:
    """The fields of a row by which duplicates are found."""
    start, end = row["activity_start"], row["activity_end"]
    return EventRecord(
        str(row["title"]),
        start.timestamp() if isinstance(start, datetime) else float("nan"),
        end.timestamp() if isinstance(end, datetime) else float("nan"),
        str(row["place"]),
        str(row["organiser"]),
        float(row["latitude"] or "nan"),  # type: ignore[arg-type]
        float(row["longitude"] or "nan"),  # type: ignore[arg-type]
    )


def memory() -> float:
    """Peak memory of this process plus that of its largest child, in MB."""
    return sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024


def cpu() -> float:
    """CPU seconds used so far by this process and its finished children."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def main() -> None:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2])
    arguments = parser.parse_args()
    rows = list(raw_rows(arguments.rows))
    batches = [rows[at : at + BATCH] for at in range(0, len(rows), BATCH)]
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {date.today()}")  # noqa: DTZ011
    print("\n| step | rows | processes | seconds | CPU seconds | peak MB |\n| --- | ---: | ---: | ---: | ---: | ---: |")
    for processes in arguments.processes:
        began, spent = time.perf_counter(), cpu()
        if processes == 1:
            cleaned = [clean_batch(batch) for batch in batches]
        else:
            with ProcessPoolExecutor(processes, get_context("spawn")) as pool:  # a fork would copy polars' locks
                cleaned = list(pool.map(clean_batch, batches))
        took = time.perf_counter() - began
        print(
            f"| mask, clean, check | {len(rows):,} | {processes} | {took:.1f} | {cpu() - spent:.1f} | {memory():.0f} |"
        )
    entries = [entry(row) for good, _ in cleaned for row in good if row is not None]
    began, spent = time.perf_counter(), cpu()
    pairs = find_duplicates(entries)
    took = time.perf_counter() - began
    print(f"| find duplicates | {len(entries):,} | 1 | {took:.1f} | {cpu() - spent:.1f} | {memory():.0f} |")
    broken = sum(len(reasons) for _, reasons in cleaned)
    print(f"\n{broken:,} violations of contracts, {len(pairs):,} pairs found to be one event")


if __name__ == "__main__":
    main()
