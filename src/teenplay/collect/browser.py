"""Reads pages that load more when scrolled, with Chromium; only for requests with ``meta["scroll"]``."""

from __future__ import annotations

import shutil
from typing import Any

from scrapy.http import HtmlResponse, Request

SETTLE = 700  # milliseconds for a page to fetch more after a scroll


class Browser:
    """A downloader middleware that returns the page after scrolling; robots.txt has been checked before."""

    def __init__(self, user_agent: str) -> None:
        self.user_agent = user_agent

    @classmethod
    def from_crawler(cls, crawler: Any) -> Browser:
        return cls(crawler.settings["USER_AGENT"])

    async def process_request(self, request: Request) -> HtmlResponse | None:
        if "scroll" not in request.meta:
            return None
        from playwright.async_api import async_playwright  # only this source needs a browser

        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            try:
                page = await browser.new_page(user_agent=self.user_agent)
                answer = await page.goto(request.url, wait_until="domcontentloaded")
                await _scroll(page, request.meta["rows"], request.meta["scroll"])
                html, status = await page.content(), answer.status if answer else 200
            finally:
                await browser.close()
        return HtmlResponse(request.url, status=status, body=html, encoding="utf-8", request=request)


async def _scroll(page: Any, rows: str, most: int) -> None:
    """Scroll to the end until no more rows appear."""
    known = -1
    for _ in range(most):
        await page.wait_for_timeout(SETTLE)
        count = await page.locator(rows).count()
        if count == known:
            return
        known = count
        await page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
