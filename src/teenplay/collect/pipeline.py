"""One run of collecting: crawl, clean, merge, decide categories, load, complete, train; with a report."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import transaction
from tqdm import tqdm

from teenplay.activities.models import Activity
from teenplay.collect import categories, loading, merging, refine, store
from teenplay.collect.crawl import CrawlError, Page, pages
from teenplay.collect.models import Breach, Collected, Crawl, SourceState
from teenplay.collect.sources import Source

SEED = 7


@dataclass(slots=True)
class PipelineReport:
    """The result of a run. ``sources`` has counts and problems by source, or why it was skipped."""

    started: str
    dry: bool
    sources: dict[str, dict[str, Any]] = field(default_factory=dict)
    cleaned: dict[str, int] = field(default_factory=dict)
    quarantine: dict[str, int] = field(default_factory=dict)
    merged: int = 0
    categories: dict[str, int] = field(default_factory=dict)
    bar: float | None = None
    loaded: dict[str, int] = field(default_factory=dict)
    completed: dict[str, int] = field(default_factory=dict)
    open_now: int = 0
    model: str = ""

    def lines(self) -> Iterable[str]:
        """The report as text."""
        if self.dry:
            yield "dry run: nothing was stored"
        for name, told in self.sources.items():
            if "passed over" in told:
                yield f"{name}: passed over ({told['passed over']})"
                continue
            yield f"{name}: {told['status']}; {_counted(told['counts'])}"
            yield from (f"  ! {problem}" for problem in told["problems"])
        yield f"cleaned: {_counted(self.cleaned)}"
        yield from (f"  in quarantine: {count:,} × {reason}" for reason, count in self.quarantine.items())
        yield f"merged as one event: {self.merged:,}"
        yield f"categories: {_counted(self.categories)}" + (f"; the bar is {self.bar:.2f}" if self.bar else "")
        yield f"loaded: {_counted(self.loaded)}"
        yield f"completed: {_counted(self.completed)}"
        yield f"collected and open to join now: {self.open_now:,}"
        if self.model:
            yield f"model: {self.model}"


@dataclass(frozen=True, slots=True)
class Run:
    """The options of a run. ``home`` is the folder of collecting; ``limit`` is the number of pages per source."""

    sources: Mapping[str, Source]
    chosen: tuple[str, ...]
    home: Path
    now: datetime
    dry: bool = False
    train: bool = False
    limit: int | None = None
    quiet: bool = False


def run(plan: Run) -> PipelineReport:
    """Run all steps. A dry run stores nothing: pages are read first, and the rest is rolled back."""
    report = PipelineReport(plan.now.isoformat(), plan.dry)
    fetched = {}
    for name in plan.chosen:
        source = plan.sources[name]
        reason = passed_over(source, plan)
        if reason:
            report.sources[name] = {"passed over": reason}
        else:
            fetched[name] = list(_pages(source, plan, None)) if plan.dry else None
    with transaction.atomic() if plan.dry else nullcontext():
        for name, held in fetched.items():
            report.sources[name] = _crawl(plan.sources[name], plan, held)
        _after_crawling(plan, report)
        if plan.dry:
            transaction.set_rollback(True)
    if not plan.dry:
        if plan.train:
            report.model = _train()
        folder = plan.home / "reports"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{plan.now:%Y%m%dT%H%M%S}.json"
        path.write_text(json.dumps(asdict(report), ensure_ascii=False, indent=1), "utf-8")
    return report


def passed_over(source: Source, plan: Run) -> str:
    """Why a source is not crawled now, or "" if it is."""
    state = SourceState.objects.filter(name=source.name).first()
    decided = state.enabled if state is not None else None
    switch = decided if decided is not None else source.enabled
    if not source.start:
        return "no address: name some in a file of your own"
    if not switch:
        return f"switched off: {source.terms}"
    if source.key and not os.environ.get(source.key):
        return f"needs a key in {source.key}"
    if state is not None and state.rest_until is not None and plan.now < state.rest_until:
        return f"the site refused; left alone until {state.rest_until:%Y-%m-%d %H:%M} UTC"
    return ""


def _pages(source: Source, plan: Run, cursor: dict[str, Any] | None) -> Iterable[Page]:
    found = pages(source, plan.home, cursor, plan.limit)
    return tqdm(found, desc=source.name, unit="page", disable=plan.quiet)


def _crawl(source: Source, plan: Run, held: list[Page] | None) -> dict[str, Any]:
    crawl = store.begin(source, plan.now)
    refused = cut = False
    try:
        for page in held if held is not None else _pages(source, plan, crawl.cursor):
            store.take_page(crawl, source, page, plan.now)
            refused, cut = page.stop, page.next is not None
    except CrawlError as error:
        crawl.status, crawl.finished = Crawl.CrawlStatus.FAILED, plan.now
        crawl.problems = [*crawl.problems, str(error)]
        crawl.save()
    else:
        if cut and not refused:  # ended by the limit: unseen rows are not gone
            crawl.problems = [*crawl.problems, f"ended after {plan.limit} pages as asked"]
        store.finish(crawl, source, plan.now, refused=refused)
    return {"status": crawl.get_status_display(), "counts": crawl.counts, "problems": crawl.problems}


def _after_crawling(plan: Run, report: PipelineReport) -> None:
    from teenplay.exchange.completion import complete

    report.cleaned = refine.refine(quiet=plan.quiet)
    for one in Breach.objects.filter(row__state=Collected.CleaningState.QUARANTINED, row__gone_at__isnull=True):
        reason = f"{one.border}: {one.column} {one.reason}"
        report.quarantine[reason] = report.quarantine.get(reason, 0) + 1
    report.merged = merging.merge({name: source.official for name, source in plan.sources.items()})
    categories.seed_mappings(plan.sources.values())
    _decide_and_load(plan, report)
    if plan.train and not plan.dry:  # the rows the table decided are training data now
        report.bar = categories.fit(plan.home / "classifier", plan.now)
        _decide_and_load(plan, report)
    done = complete(seed=SEED, now=plan.now)
    report.completed = {"clubs": done.clubs, "activities": done.activities}
    collected = Collected.objects.filter(activity__isnull=False).values("activity")
    report.open_now = Activity.objects.open_at(plan.now).filter(pk__in=collected).count()


def _decide_and_load(plan: Run, report: PipelineReport) -> None:
    report.categories = dict(categories.decide(plan.home / "classifier"))
    loaded = loading.load(plan.sources, plan.now, quiet=plan.quiet)
    report.loaded = dict(Counter(report.loaded) + loaded)


def _train() -> str:
    from moim_django import services

    version = services.train()
    call_command("index_search", verbosity=0)
    return f"{version.name}: {version.get_status_display()} {version.reason}".strip()


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {what}" for what, count in counts.items() if count) or "nothing"
