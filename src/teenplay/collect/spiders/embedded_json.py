"""Pages with rows as JSON in a script element, as sites built with Next.js have, or as HTML."""

from __future__ import annotations

import json
from collections.abc import Iterator

from scrapy.http import Response, TextResponse

from teenplay.collect.spiders.base import Listing, Row, html_rows, json_rows

SCRIPTS = "script#__NEXT_DATA__::text, script[type='application/json']::text"


class EmbeddedJson(Listing):
    """The TOML file has JSON paths and CSS selectors side by side; a path does not begin with "." or "#"."""

    def rows(self, response: Response) -> Iterator[Row]:
        if isinstance(response, TextResponse):
            for script in response.css(SCRIPTS).getall():
                found = list(json_rows(self.source, json.loads(script)))
                if found:
                    yield from found
                    return
        yield from html_rows(self.source, response)
