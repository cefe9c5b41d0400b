"""Crawling in a child process: Scrapy's reactor cannot be started twice, and a crash does not affect the parent.

The child prints one JSON line for each page; the reader (:func:`pages`) may stop at any time.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from teenplay.collect.sources import Source, read_sources


class CrawlError(RuntimeError):
    """The crawling process could not start or has died; the message says why."""


@dataclass(frozen=True, slots=True)
class Page:
    """The result of one page: its rows, the cursor of the next page (``None``: the end), and what was wrong with it.

    ``stop``: the site or its robots.txt allows no more requests now.
    """

    url: str
    rows: list[dict[str, str]]
    next: dict[str, Any] | None
    problem: str = ""
    stop: bool = False


def pages(source: Source, home: Path, cursor: dict[str, Any] | None = None, limit: int | None = None) -> Iterator[Page]:
    """Crawl a source from ``cursor`` (None: from its beginning), page by page.

    Parameters
    ----------
    source
        What to crawl.
    home
        The folder of collecting: its ``sources`` override the package's, its ``cache`` holds pages.
    cursor
        Where an interrupted crawl continues.
    limit
        Stop after that many pages.

    Raises
    ------
    CrawlError
        When the process fails.
    """
    command = [sys.executable, "-m", "teenplay.collect.crawl", source.name, str(home), json.dumps(cursor)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")  # noqa: S603
    try:
        for count, line in enumerate(child.stdout or (), 1):
            page = Page(**json.loads(line))
            yield page
            if page.stop or count == limit:
                child.terminate()
                return
        _, errors = child.communicate()
        if child.returncode:
            raise CrawlError(errors.strip().splitlines()[-1] if errors.strip() else f"ended with {child.returncode}")
    finally:
        if child.poll() is None:
            child.kill()
        child.communicate()


def main(name: str, home: str, cursor: str) -> None:
    """The child: crawl one source and print its pages."""
    from scrapy.crawler import CrawlerProcess
    from scrapy.utils.spider import iter_spider_classes

    from teenplay.collect import agent

    source = read_sources(Path(home) / "sources")[name]
    (spider,) = iter_spider_classes(importlib.import_module(f"teenplay.collect.spiders.{source.spider}"))
    settings = agent.settings(source, Path(home) / "cache" / name, os.environ.get("TEENPLAY_COLLECT_CONTACT", ""))
    settings["ITEM_PIPELINES"] = {"teenplay.collect.crawl.Printer": 100}
    process = CrawlerProcess(settings)
    process.crawl(spider, source=source, cursor=json.loads(cursor))
    process.start()


class Printer:
    """Scrapy's pipeline that hands each page to the parent."""

    def process_item(self, item: dict[str, Any]) -> dict[str, Any]:
        try:
            print(json.dumps(item, ensure_ascii=False), flush=True)
        except BrokenPipeError:  # the parent was killed: make no more requests
            os._exit(1)
        return item


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (ValueError, KeyError, ImportError) as error:
        sys.exit(f"{type(error).__name__}: {error}")
