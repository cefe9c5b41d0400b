"""Pages that carry their rows as JSON in a script element, as sites built with Next.js do, or else as HTML."""

from __future__ import annotations

import json
from collections.abc import Iterator

from scrapy.http import Response, TextResponse

from teenplay.collect.spiders.base import Listing, Row, html_rows, json_rows

SCRIPTS = "script#__NEXT_DATA__::text, script[type='application/json']::text"


class EmbeddedJson(Listing):
    """Paths into the JSON and CSS selectors stand side by side in the TOML file: a path begins with no "." or "#"."""

    def rows(self, response: Response) -> Iterator[Row]:
        if isinstance(response, TextResponse):
            for script in response.css(SCRIPTS).getall():
                found = list(json_rows(self.source, json.loads(script)))
                if found:
                    yield from found
                    return
        yield from html_rows(self.source, response)
