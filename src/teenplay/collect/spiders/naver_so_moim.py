"""Names of clubs, in angle brackets in the titles of a blog's posts. The list grows when scrolled (in a browser)."""

from __future__ import annotations

from scrapy.http import Request

from teenplay.collect.spiders.base import Cursor, Listing


class NaverSoMoimSpider(Listing):
    """One page, scrolled to its end; see :mod:`teenplay.collect.browser`."""

    def request(self, cursor: Cursor) -> Request:
        return super().request(cursor).replace(meta={"scroll": self.source.paging.most, "rows": self.source.rows[0]})

    def numbered(self, cursor: Cursor) -> None:
        return None
