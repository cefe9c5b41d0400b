"""How a crawl behaves towards a site: Scrapy's settings, growing pauses, and a cache without pickle."""

from __future__ import annotations

import asyncio
import json
import os
import time
from pathlib import Path
from typing import Any

from scrapy import Spider
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Headers, Request, Response
from scrapy.responsetypes import responsetypes
from scrapy.settings import BaseSettings
from scrapy.utils.request import RequestFingerprinter

from teenplay.collect.sources import Source

SLOWEST_ALLOWED = 1.0
"""The least number of seconds between two requests to another host; a source's file may only raise it."""

ENOUGH = 20 * 2**20  # bytes; larger pages are not read


def settings(source: Source, cache: Path, contact: str) -> dict[str, Any]:
    """Scrapy's settings for one source.

    Raises
    ------
    ValueError
        A foreign host is to be crawled without a contact address.
    """
    if not contact and not source.local:
        raise ValueError("set TEENPLAY_COLLECT_CONTACT to an address (mail or web) at which a site can reach you")
    polite = source.politeness
    return {
        "USER_AGENT": f"teenplay-collect/0.1 (+{contact or 'local test'})",
        "ROBOTSTXT_OBEY": True,
        "CONCURRENT_REQUESTS": 1,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": polite.delay if source.local else max(polite.delay, SLOWEST_ALLOWED),
        "RANDOMIZE_DOWNLOAD_DELAY": False,
        "DOWNLOAD_TIMEOUT": polite.timeout,
        "DOWNLOAD_MAXSIZE": ENOUGH,
        "REDIRECT_MAX_TIMES": 5,
        "RETRY_TIMES": 2,
        "RETRY_HTTP_CODES": [500, 502, 503, 504, 522, 524, 408],
        "COOKIES_ENABLED": False,
        "HTTPCACHE_ENABLED": True,
        "HTTPCACHE_DIR": str(cache),
        "HTTPCACHE_POLICY": "scrapy.extensions.httpcache.RFC2616Policy",
        "HTTPCACHE_STORAGE": "teenplay.collect.agent.JsonCache",
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "teenplay.collect.agent.Robots": 100,
            "teenplay.collect.browser.Browser": 560,
            "teenplay.collect.agent.GrowingPause": 555,
        },
        "TELNETCONSOLE_ENABLED": False,
        "LOG_LEVEL": "WARNING",
        "SOURCE_KEY": os.environ.get(source.key, "") if source.key else "",
        "PAUSE": polite.pause,
        "PAUSES": polite.tries,
    }


class Robots(RobotsTxtMiddleware):
    """Scrapy's middleware; its error also says that robots.txt forbids the request."""

    def process_request_2(self, rp: Any, request: Request) -> None:
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest:
            raise IgnoreRequest("Forbidden by robots.txt") from None


class GrowingPause:
    """Waits after a 429, twice as long each time or as long as the site asks, and then passes the response on."""

    def __init__(self, settings: BaseSettings) -> None:
        self.pause, self.pauses = settings.getfloat("PAUSE"), settings.getint("PAUSES")

    @classmethod
    def from_crawler(cls, crawler: Any) -> GrowingPause:
        return cls(crawler.settings)

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        times = request.meta.get("pauses", 0)
        if response.status != 429 or times >= self.pauses:
            return response
        asked = (response.headers.get("Retry-After") or b"").decode("latin-1")
        longest = self.pause * 2**self.pauses
        await asyncio.sleep(min(longest, max(self.pause * 2**times, float(asked) if asked.isdigit() else 0.0)))
        return request.replace(dont_filter=True, meta={**request.meta, "pauses": times + 1})


class JsonCache:
    """A cache storage with a JSON head and a body for each page. Scrapy's own uses pickle, which is never used here."""

    def __init__(self, settings: BaseSettings) -> None:
        if not settings["HTTPCACHE_DIR"]:
            raise NotConfigured("HTTPCACHE_DIR")
        self.folder = Path(settings["HTTPCACHE_DIR"])

    def open_spider(self, spider: Spider) -> None:
        self.fingerprinter: RequestFingerprinter = spider.crawler.request_fingerprinter  # type: ignore[assignment]

    def close_spider(self, spider: Spider) -> None:
        pass

    def retrieve_response(self, spider: Spider, request: Request) -> Response | None:
        head, body = self._paths(request)
        try:
            known = json.loads(head.read_text("utf-8"))
            content = body.read_bytes()
        except (OSError, ValueError):
            return None
        if known["length"] != len(content):  # the process was killed between the two files
            return None
        headers = Headers(
            {name: [value.encode("latin-1") for value in values] for name, values in known["headers"].items()}
        )
        kind = responsetypes.from_args(headers=headers, url=known["url"], body=content)
        return kind(url=known["url"], headers=headers, status=known["status"], body=content)

    def store_response(self, spider: Spider, request: Request, response: Response) -> None:
        head, body = self._paths(request)
        head.parent.mkdir(parents=True, exist_ok=True)
        headers = {
            name.decode("latin-1"): [value.decode("latin-1") for value in values]
            for name, values in response.headers.items()
        }
        body.write_bytes(response.body)
        known = {"url": response.url, "status": response.status, "headers": headers, "length": len(response.body)}
        head.write_text(json.dumps({**known, "stored": time.time()}), "utf-8")

    def _paths(self, request: Request) -> tuple[Path, Path]:
        key = self.fingerprinter.fingerprint(request).hex()
        folder = self.folder / key[:2]
        return folder / f"{key}.json", folder / f"{key}.body"
