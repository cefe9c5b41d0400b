"""Storing collected rows: adding new and changed ones, closing those that are gone, continuing a crawl."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from teenplay.collect.crawl import Page
from teenplay.collect.models import Collected, Crawl, SourceState
from teenplay.collect.sources import Source

RESUMABLE = timedelta(hours=24)
FIRST_REST = timedelta(hours=1)
LONGEST_REST = timedelta(days=7)
BELIEVABLE_LOSS = 0.5
"""If a larger share of a source's rows seems gone, its page has probably changed, and no row is closed."""


def begin(source: Source, now: datetime) -> Crawl:
    """The last crawl of a source if it was interrupted within a day, else a new one."""
    last = Crawl.objects.filter(source=source.name).order_by("-started", "-pk").first()
    if last is not None and last.status == Crawl.CrawlStatus.RUNNING:
        if last.cursor is not None and now - last.started < RESUMABLE:
            return last
        last.status, last.finished = Crawl.CrawlStatus.FAILED, now
        last.save()
    return Crawl.objects.create(source=source.name, started=now)


@transaction.atomic
def take_page(crawl: Crawl, source: Source, page: Page, now: datetime) -> Counter[str]:
    """Store a page and the next cursor in one transaction, so that a kill loses and repeats no page."""
    rows = {row["source_id"][:200]: row for row in page.rows}
    known = Collected.objects.in_bulk_by_source(source.name, rows)
    counts: Counter[str] = Counter(repeated=len(page.rows) - len(rows))
    fresh, seen = [], []
    for source_id, row in rows.items():
        fingerprint = _fingerprint(row)
        old = known.get(source_id)
        if old is None:
            fresh.append(_row(source, source_id, row, fingerprint, crawl, now))
            counts["new"] += 1
            continue
        seen.append(old)
        if old.last_crawl_id == crawl.pk:
            counts["repeated"] += 1
        elif old.fingerprint != fingerprint or old.gone_at is not None:
            counts["changed"] += 1
        else:
            counts["unchanged"] += 1
        if old.fingerprint != fingerprint or old.gone_at is not None:
            old.raw, old.url, old.fingerprint, old.changed_at = row, row["url"][:1000], fingerprint, now
            old.state, old.gone_at = Collected.CleaningState.NEW, None
        old.last_crawl = crawl
    Collected.objects.bulk_create(fresh, batch_size=500)
    fields = ["raw", "url", "fingerprint", "changed_at", "state", "gone_at", "last_crawl"]
    Collected.objects.bulk_update(seen, fields, batch_size=200)
    crawl.counts = dict(Counter(crawl.counts) + counts)
    crawl.cursor = page.next
    if page.problem:
        crawl.problems = [*crawl.problems, f"{page.url}: {page.problem}"][-50:]
    crawl.save()
    return counts


@transaction.atomic
def finish(crawl: Crawl, source: Source, now: datetime, *, refused: bool = False) -> int:
    """Finish a crawl and close the rows it has not seen; returns how many.

    No row is closed after a crawl with missing pages, or if too many rows seem gone at once.
    """
    state, _ = SourceState.objects.get_or_create(name=source.name)
    if refused:
        rest = min(LONGEST_REST, FIRST_REST * 2**state.refusals)
        state.refusals, state.rest_until = min(state.refusals + 1, 20), now + rest
        crawl.status = Crawl.CrawlStatus.REFUSED
    else:
        state.refusals, state.rest_until = 0, None
        crawl.status = Crawl.CrawlStatus.PARTIAL if crawl.problems else Crawl.CrawlStatus.COMPLETE
    state.save()
    closed = _close_gone(crawl, source, now) if crawl.status == Crawl.CrawlStatus.COMPLETE else 0
    if crawl.problems and crawl.status == Crawl.CrawlStatus.COMPLETE:
        crawl.status = Crawl.CrawlStatus.PARTIAL
    crawl.finished = now
    crawl.counts = dict(Counter(crawl.counts) + Counter(gone=closed))
    crawl.save()
    return closed


def _close_gone(crawl: Crawl, source: Source, now: datetime) -> int:
    present = Collected.objects.present().filter(source=source.name)
    gone = present.exclude(last_crawl=crawl)
    count, total = gone.count(), present.count()
    if count > BELIEVABLE_LOSS * total and total > 5:
        crawl.problems = [*crawl.problems, f"{count} of {total} rows seem gone at once: none was closed"]
        return 0
    return gone.update(gone_at=now)


def _row(
    source: Source, source_id: str, row: Mapping[str, str], fingerprint: str, crawl: Crawl, now: datetime
) -> Collected:
    return Collected(
        source=source.name,
        source_id=source_id,
        kind=source.kind,
        url=row["url"][:1000],
        raw=row,
        fingerprint=fingerprint,
        first_seen=now,
        changed_at=now,
        last_crawl=crawl,
    )


def _fingerprint(row: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(row, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
