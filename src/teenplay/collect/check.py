"""Checks whether a source's page still fits its file: matching selectors, rows and their cells. Stores nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from teenplay.collect.borders import clean_rows
from teenplay.collect.crawl import CrawlError, pages
from teenplay.collect.sources import Source

SAMPLES = 3


def check(source: Source, home: Path, now: datetime, limit: int = 1) -> Iterator[tuple[bool, str]]:
    """Lines to print, each with whether it is good; the last one is the verdict."""
    rows: list[dict[str, str]] = []
    fits = True
    yield True, f"{source.title}\n  {source.terms}"
    try:
        for page in pages(source, home, limit=limit):
            fits &= not page.problem
            yield not page.problem, f"{page.url}: {len(page.rows)} rows" + (f"; {page.problem}" if page.problem else "")
            rows += page.rows
    except CrawlError as error:
        yield False, str(error)
        fits = False
    for name in sorted({name for row in rows for name in row} | set(source.fields)):
        values = [row[name] for row in rows if row.get(name)]
        if name in source.fields or values:
            selectors = " | ".join(source.fields[name].select) if name in source.fields else "by the spider"
            good = bool(values) or name not in ("title", "source_id")
            fits &= good or not rows
            sample = "  ·  ".join(dict.fromkeys(value[:40] for value in values[: SAMPLES * 3]))
            yield good, f"  {name}: {len(values)} of {len(rows)} ({selectors})  {sample[:140]}"
    broken = [breach for _, _, found in clean_rows([(row, source.kind, now) for row in rows]) for breach in found]
    reasons = "".join(f"\n    {one.column} {one.reason}" for one in broken[:5])
    yield not broken, f"  would go to quarantine: {len(broken)}{reasons}"
    yield fits and bool(rows), "fits" if fits and rows else "does not fit: mend the file, see docs/sources.md"
