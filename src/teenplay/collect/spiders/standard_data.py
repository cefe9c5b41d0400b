"""National standard data of data.go.kr (festivals, performances): an API with numbered pages, or its CSV file."""

from __future__ import annotations

import json
from collections.abc import Iterator

from scrapy.http import Response

from moim.data import csvfile
from teenplay.collect.spiders.base import Cursor, Listing, Row, at_path, json_rows

END = "03"  # the API's code for "no data"


class StandardDataSpider(Listing):
    """JSON pages, or one CSV file in UTF-8 or CP949 with the portal's Korean column names."""

    def rows(self, response: Response) -> Iterator[Row]:
        if response.body.lstrip()[:1] not in (b"{", b"["):
            yield from json_rows(self.source, {"csv": _csv(response.body)})
            return
        data = json.loads(response.body)
        code = at_path(data, "response.header.resultCode")
        if code not in ("00", END):
            raise ValueError(f"the API answered {code}: {at_path(data, 'response.header.resultMsg')}")
        yield from json_rows(self.source, data)

    def next_page(self, response: Response, cursor: Cursor, rows: list[Row]) -> Cursor | None:
        if response.body.lstrip()[:1] not in (b"{", b"["):
            return None
        return super().next_page(response, cursor, rows)


def _csv(body: bytes) -> list[dict[str, str]]:
    """The rows of a file; those of another length than the header are left out."""
    try:
        body.decode("utf-8-sig")
    except UnicodeDecodeError:
        body = body.decode("cp949").encode()
    return list(csvfile.parse(body, "csv", [], strict=False).records())
