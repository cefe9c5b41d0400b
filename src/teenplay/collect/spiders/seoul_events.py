"""The city of Seoul's culture events (Open Data Plaza OA-15486): an API in pages of a thousand, by row numbers."""

from __future__ import annotations

import json
from collections.abc import Iterator

from scrapy.http import Request, Response

from teenplay.collect.spiders.base import Cursor, Listing, Row, at_path, json_rows

NO_MORE = "INFO-200"  # the API's code for "no data for this request"


class SeoulEventsSpider(Listing):
    """The address ends in ``/{first}/{last}/``."""

    def request(self, cursor: Cursor) -> Request:
        first, step = cursor["number"], self.source.paging.step
        url = cursor["url"].replace("{first}", str(first)).replace("{last}", str(first + step - 1))
        return super().request({**cursor, "url": url}).replace(cb_kwargs={"cursor": cursor})

    def rows(self, response: Response) -> Iterator[Row]:
        data = json.loads(response.body)
        code = at_path(data, "culturalEventInfo.RESULT.CODE") or at_path(data, "RESULT.CODE")
        if code not in ("INFO-000", NO_MORE):
            raise ValueError(f"the API answered {code}: {at_path(data, 'RESULT.MESSAGE')}")
        for row in json_rows(self.source, data):
            row["address"] = " ".join(filter(None, ("서울", row.get("address", ""))))
            yield row

    def next_page(self, response: Response, cursor: Cursor, rows: list[Row]) -> Cursor | None:
        total = at_path(json.loads(response.body), "culturalEventInfo.list_total_count") or 0
        return self.numbered(cursor) if cursor["number"] + len(rows) <= total else None

    def numbered(self, cursor: Cursor) -> Cursor | None:
        paging, number = self.source.paging, cursor["number"] + self.source.paging.step
        return {**cursor, "number": number} if number <= paging.most * paging.step else None
