"""The base class of spiders: pages one after the other, rows by selectors, errors reported in the items.

Scrapy is imported here, so this package is imported only in the process that crawls.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

import scrapy
from parsel import Selector
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response, TextResponse
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from teenplay.collect.cleaning import RAW_FIELDS
from teenplay.collect.privacy import mask
from teenplay.collect.sources import Field, Source

Row = dict[str, str]
Cursor = dict[str, Any]  # {"start": which address, "url": the page to read next, "number": its number, "last": ids}
_NOT_TEXT = ("source_id", "url", "latitude", "longitude")


class Listing(scrapy.Spider):
    """Reads the pages of each start address in turn and yields one item for each page.

    An item has ``url``, ``rows`` (masked), ``next`` (the cursor of the next page, or ``None`` at the end) and, if the
    page could not be read, ``problem``. Requests are made one at a time, so everything before a cursor has been read.
    """

    name = "listing"

    def __init__(self, source: Source, cursor: Cursor | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.source = source
        self.cursor = cursor or self.first(0)

    async def start(self) -> AsyncIterator[Request]:
        if self.cursor is not None:
            yield self.request(self.cursor)

    def first(self, start: int) -> Cursor | None:
        """The cursor of a start address, or None after the last of them."""
        if start >= len(self.source.start):
            return None
        return {"start": start, "url": self.source.start[start], "number": self.source.paging.first, "last": []}

    def request(self, cursor: Cursor) -> Request:
        """The request for a page. The source's key is inserted here, so that no cursor or log contains it."""
        url = cursor["url"].replace("{key}", self.settings.get("SOURCE_KEY", ""))
        return Request(url, self.parse, errback=self.failed, dont_filter=True, cb_kwargs={"cursor": cursor})

    def parse(self, response: Response, cursor: Cursor) -> Iterator[Any]:
        try:
            rows = [self._finished(row, cursor["url"]) for row in self.rows(response)]
            problem = (
                "" if rows or cursor["number"] != self.source.paging.first else "no row matched: has the page changed?"
            )
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            rows, problem = [], f"the page cannot be read: {error}"
        ids = [row["source_id"] for row in rows]
        following = self.next_page(response, cursor, rows) if rows and ids != cursor["last"] else None
        if problem and self.source.paging.parameter and cursor["number"] != self.source.paging.first:
            following = self.numbered(cursor)
        yield from self._go_on(cursor, following and {**following, "last": ids}, rows, problem)

    def failed(self, failure: Failure) -> Iterator[Any]:
        """A page that could not be fetched: reported, and skipped if pages are numbered."""
        cursor = failure.request.cb_kwargs["cursor"]  # type: ignore[attr-defined]
        stop, problem = _problem(failure)
        following = None if stop or cursor["number"] == self.source.paging.first else self.numbered(cursor)
        if stop:
            yield {"url": cursor["url"], "rows": [], "next": cursor, "problem": problem, "stop": True}
        else:
            yield from self._go_on(cursor, following, [], problem)

    def _go_on(self, cursor: Cursor, following: Cursor | None, rows: list[Row], problem: str) -> Iterator[Any]:
        following = following or self.first(cursor["start"] + 1)
        yield {"url": cursor["url"], "rows": rows, "next": following, "problem": problem, "stop": False}
        if following is not None:
            yield self.request(following)

    def rows(self, response: Response) -> Iterator[Row]:
        """The rows of a page. The default reads HTML by the source's selectors."""
        yield from html_rows(self.source, response)

    def next_page(self, response: Response, cursor: Cursor, rows: list[Row]) -> Cursor | None:
        """The cursor of the next page, or ``None`` at the end."""
        paging = self.source.paging
        if paging.next and isinstance(response, TextResponse):
            link = response.css(paging.next).xpath("@href").get()
            number = cursor["number"] + 1
            return (
                {**cursor, "url": response.urljoin(link), "number": number} if link and number <= paging.most else None
            )
        return self.numbered(cursor)

    def numbered(self, cursor: Cursor) -> Cursor | None:
        """The page after this one by its number."""
        paging, number = self.source.paging, cursor["number"] + self.source.paging.step
        if not paging.parameter or number >= paging.first + paging.most * paging.step:
            return None
        return {**cursor, "url": with_parameter(cursor["url"], paging.parameter, number), "number": number}

    def _finished(self, row: Row, url: str) -> Row:
        """A row with all fields, an absolute address, masked personal data, and an id (a hash if the page has none)."""
        full = {name: row.get(name, "").strip() for name in RAW_FIELDS}
        full |= {name: mask(text) for name, text in full.items() if name not in _NOT_TEXT}
        full["url"] = urljoin(url, full["url"]) if full["url"] else ""
        if not full["source_id"]:
            told = (full["url"], full["title"]) if full["title"] else tuple(full.values())
            full["source_id"] = hashlib.sha256("\x1f".join(told).encode()).hexdigest()[:24]
        return full


def html_rows(source: Source, response: Response) -> Iterator[Row]:
    """The rows of an HTML page: matches of the first row selector that has any, except those that ``skip`` selects."""
    if not isinstance(response, TextResponse):
        raise ValueError("not a text page")
    if source.encoding:
        response = response.replace(encoding=source.encoding)
    skipped = {row.root for row in response.css(source.skip)} if source.skip else set()
    for selector in source.rows:
        rows = [row for row in response.css(selector) if row.root not in skipped]
        if rows:
            for row in rows:
                yield {name: _by_css(row, field) for name, field in source.fields.items()}
            return


def _by_css(row: Selector, field: Field) -> str:
    def texts(select: str) -> Iterator[str]:
        for found in row.css(select):
            if field.attribute == "text":
                yield " ".join(" ".join(found.xpath(".//text()").getall()).split())
            else:
                yield found.get() if field.attribute == "html" else found.attrib.get(field.attribute, "")

    return _told(field, texts)


def json_rows(source: Source, data: Any) -> Iterator[Row]:
    """The rows of a JSON document: the list at the first row path that has one."""
    for path in source.rows:
        rows = at_path(data, path)
        if isinstance(rows, list) and rows:
            for row in rows:
                yield {name: _by_path(row, field) for name, field in source.fields.items()}
            return


def _by_path(row: Any, field: Field) -> str:
    def texts(select: str) -> Iterator[str]:
        value = at_path(row, select)
        if value not in (None, "", [], {}):
            yield ";".join(map(str, value)) if isinstance(value, list) else str(value)

    return _told(field, texts)


def _told(field: Field, texts: Callable[[str], Iterator[str]]) -> str:
    """The text of a field by its first matching selector; "start ~ end" if the field is a range."""
    ends = []
    for selectors in (field.select, field.to):
        found = (text for select in selectors for one in texts(select) if (text := _matched(field, one)))
        ends.append(next(found, ""))
    return " ~ ".join(filter(None, ends))


def at_path(data: Any, path: str) -> Any:
    """The value at the path "a.b.0.c" in a JSON document, or ``None``."""
    for step in path.split("."):
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and step.isdigit() and int(step) < len(data):
            data = data[int(step)]
        else:
            return None
    return data


def _matched(field: Field, text: str) -> str:
    """The text, or the first group of the field's pattern in it."""
    if not field.pattern:
        return text
    match = re.search(field.pattern, text)
    return (match[1] if match.re.groups else match[0]) if match else ""


def with_parameter(url: str, name: str, value: int) -> str:
    """The address with that query parameter set."""
    parts = urlsplit(url)
    query = [(key, old) for key, old in parse_qsl(parts.query, keep_blank_values=True) if key != name]
    return urlunsplit(parts._replace(query=urlencode([*query, (name, str(value))], safe="{}")))


def _problem(failure: Failure) -> tuple[bool, str]:
    """Whether the source must not be requested now, and what went wrong."""
    error = failure.value
    if isinstance(error, HttpError):
        status = error.response.status
        return status in (401, 403, 429), f"the site answered {status}"
    if isinstance(error, IgnoreRequest):
        robots = "robots.txt" in str(error).lower()
        return robots, "robots.txt forbids this page" if robots else str(error) or "too many redirects"
    return False, f"{type(error).__name__}: {error}"[:300]
