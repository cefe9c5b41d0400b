"""A local web server with pages written for testing, in the publicly described form of each source.

They are no copies of any site's pages and claim nothing about how those look today. What makes collecting hard is in
them on purpose: paging, EUC-KR, lazy loading, advertisements between rows, a changed class name, a row without a date,
a 429, a broken page, a redirect loop, and a robots.txt that forbids one path.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

CITY_COLUMNS = (
    "category", "district", "title", "date", "place", "org", "target", "fee", "program", "theme", "free", "registered",
    "lat", "lng",
)  # fmt: skip


class Site:
    """What the server answers, by path. Tests change it between crawls; ``asked`` counts requests by path."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.agents: set[str] = set()
        self.board = [f"[체험단] 성수 도자기 원데이 {number}기 5/{number}(토) 오후 2시 10명" for number in range(1, 13)]
        self.board_class = "baseList"
        self.broken_page = 0
        self.busy = 0  # answer 429 that many times
        self.campaigns = 5
        self.events: Sequence[Mapping[str, Any]] = ()
        self.address = ""

    def answer(self, path: str, query: Mapping[str, list[str]]) -> tuple[int, dict[str, str], bytes]:
        page = int(query.get("page", query.get("pageNo", ["1"]))[0])
        if path == "/robots.txt":
            return _text("User-agent: *\nDisallow: /forbidden\n")
        if self.busy:
            self.busy -= 1
            return 429, {"Retry-After": "0"}, b""
        if path == "/loop":
            return 302, {"Location": "/loop"}, b""
        if path == "/refused":
            return 403, {}, b""
        if path == "/board":
            return self._board(page)
        if path.startswith("/openapi/"):
            first, last = map(int, path.rstrip("/").rsplit("/", 2)[-2:])
            return _json(self._events(first, last))
        pages = {
            "/campaigns": self._campaigns, "/market": _market, "/market-cards": _cards, "/festivals": _festivals,
        }  # fmt: skip
        if path in pages:
            return pages[path](page)
        alone = {
            "/blog": _blog, "/event": _event, "/calendar.ics": _calendar, "/feed": _feed, "/festivals.csv": _csv,
            "/forbidden": _event,
        }  # fmt: skip
        return alone[path]() if path in alone else (404, {}, b"")

    def _board(self, page: int) -> tuple[int, dict[str, str], bytes]:
        """Five rows a page in EUC-KR, a notice above and an advertisement between them."""
        if page == self.broken_page:
            return 500, {}, b"oops"
        rows = self.board[(page - 1) * 5 : page * 5]
        row, title_of = f'<tr class="{self.board_class}', '<span class="baseList-title">'
        lines = [f'{row} notice"><td><a href="view.php?no=1">{title_of}공지</span></a></td></tr>']
        for at, title in enumerate(rows):
            number = 1000 + (page - 1) * 5 + at
            lines.append(
                f'{row}"><td class="baseList-small">[체험]</td>'
                f'<td><a href="view.php?id=experience&no={number}">{title_of}{title}</span></a></td>'
                '<td>홍길동</td><td><time class="baseList-time">2024.04.10</time></td></tr>'
            )
            if at == 2:
                lines.append(f'{row} ad"><td><a href="/ad?no=9">광고</a></td></tr>')
        html = f"<html><head><meta charset='euc-kr'></head><body><table>{''.join(lines)}</table></body></html>"
        return 200, {"Content-Type": "text/html", "ETag": f'"{hash(html)}"'}, html.encode("euc-kr", "ignore")

    def _campaigns(self, page: int) -> tuple[int, dict[str, str], bytes]:
        """Cards; beyond the last page the site shows its last page again, as many do. The second has no date."""
        cards = "".join(
            f'<li class="campaign"><a href="/campaign.php?cp_id=c{number}">'
            f'<strong class="title">[서울] 망원 카페 {number}호점 체험</strong></a>'
            f'<p class="benefit">2만원 이용권, 문의 010-1234-567{number}</p>'
            '<span class="area">서울 마포구</span>'
            + ("" if number == 2 else f'<span class="dday">~5/{number + 10} 마감</span>')
            + f'<span class="people">신청 3 / {number + 4}</span><em class="category">카페</em></li>'
            for number in range(1, self.campaigns + 1)
        )
        return _html(f"<ul>{cards}</ul>")

    def _events(self, first: int, last: int) -> dict[str, Any]:
        """The answer of the city's API, cut out of real rows where a test has them."""
        if first > len(self.events):
            return {"RESULT": {"CODE": "INFO-200", "MESSAGE": "해당하는 데이터가 없습니다."}}
        rows = [city_row(number, row) for number, row in enumerate(self.events[first - 1 : last], first)]
        head = {"list_total_count": len(self.events), "RESULT": {"CODE": "INFO-000", "MESSAGE": "정상 처리되었습니다"}}
        return {"culturalEventInfo": {**head, "row": rows}}


def city_row(number: int, row: Mapping[str, str]) -> dict[str, Any]:
    """A row of the shared file under the API's own names. The API mixes up LAT and LOT; so does this."""
    return {
        "CODENAME": row["category"], "GUNAME": row["district"], "TITLE": row["title"], "DATE": row["date"],
        "PLACE": row["place"], "ORG_NAME": row["org"], "USE_TRGT": row["target"], "USE_FEE": row["fee"],
        "PROGRAM": row["program"], "ETC_DESC": "", "THEMECODE": row["theme"], "LAT": row["lng"], "LOT": row["lat"],
        "IS_FREE": row["free"], "RGSTDATE": row["registered"], "ORG_LINK": "",
        "HMPG_ADDR": f"https://culture.seoul.go.kr/culture/cultureEvent/view.do?cultcode={100_000 + number}&menuNo=2",
    }  # fmt: skip


def _html(body: str) -> tuple[int, dict[str, str], bytes]:
    return (
        200,
        {"Content-Type": "text/html; charset=utf-8"},
        f"<!doctype html><html><body>{body}</body></html>".encode(),
    )


def _text(body: str, kind: str = "text/plain") -> tuple[int, dict[str, str], bytes]:
    return 200, {"Content-Type": f"{kind}; charset=utf-8"}, body.encode()


def _json(data: Any) -> tuple[int, dict[str, str], bytes]:
    return _text(json.dumps(data, ensure_ascii=False), "application/json")


def _market(page: int) -> tuple[int, dict[str, str], bytes]:
    """JSON in the page; two pages."""
    products = [
        {"id": page * 10 + at, "title": f"클라이밍 입문 {page}-{at}",
         "price": {"sale": 25_000}, "category": {"name": "피트니스"},
         "location": {"name": "홍대 클라이밍장", "address": "서울 마포구", "latitude": 37.556, "longitude": 126.923},
         "schedule": f"5월 {page * 3 + at}일(토) 14:00~16:00", "host": {"name": "오르다"}, "capacity": 8}
        for at in range(3)
    ] if page <= 2 else []  # fmt: skip
    data = {"props": {"pageProps": {"products": products}}}
    return _html(
        f'<div id="__next"></div><script id="__NEXT_DATA__" type="application/json">{json.dumps(data)}</script>'
    )


def _cards(page: int) -> tuple[int, dict[str, str], bytes]:
    """The same market without the JSON: cards."""
    cards = [
        f'<li class="gig-card"><a href="/gig/{page}{at}"><h3>영어 회화 레슨 {page}{at}</h3></a>'
        '<span class="price">30,000원</span></li>'
        for at in range(2)
    ]
    return _html(f"<ul>{''.join(cards) if page == 1 else ''}</ul>")


def _festivals(page: int) -> tuple[int, dict[str, str], bytes]:
    if page > 2:
        return _json({"response": {"header": {"resultCode": "03", "resultMsg": "NODATA_ERROR"}}})
    item = {
        "fstvlNm": f"강릉 커피축제 {page}", "opar": "강릉 안목해변", "fstvlCo": "커피와 바다", "mnnstNm": "강릉시",
        "fstvlStartDate": "2024-10-03", "fstvlEndDate": "2024-10-06", "rdnmadr": "강원특별자치도 강릉시 창해로",
        "latitude": "37.77", "longitude": "128.94", "phoneNumber": "033-123-4567", "referenceDate": "2024-04-01",
        "homepageUrl": "https://example.com/coffee",
    }  # fmt: skip
    return _json({"response": {"header": {"resultCode": "00"}, "body": {"items": [item], "totalCount": "2"}}})


def _csv() -> tuple[int, dict[str, str], bytes]:
    head = "축제명,개최장소,축제시작일자,축제종료일자,축제내용,소재지도로명주소,위도,경도,데이터기준일자"
    row = "진주 남강유등축제,진주성 일대,2024-10-05,2024-10-20,유등,경상남도 진주시 남강로,35.19,128.08,2024-04-01"
    return 200, {"Content-Type": "text/csv"}, f"{head}\r\n{row}\r\n".encode("cp949")


def _blog() -> tuple[int, dict[str, str], bytes]:
    """Post titles that load five at a time as one scrolls; a class name with a build's hash at its end."""
    script = """
    let shown = 0;
    function more() {
      for (let i = 0; i < 5 && shown < 12; i++) {
        const post = document.createElement('div');
        post.className = 'title__AbC12';
        post.style.height = '400px';
        post.innerHTML = '<span>[모임 소개] &lt; 한강 러닝 ' + (++shown) + '기 &gt; 멤버를 찾아요</span>';
        document.body.appendChild(post);
      }
    }
    more();
    window.addEventListener('scroll', () => setTimeout(more, 50));
    """
    return _html(f"<script>{script}</script>")


def _event() -> tuple[int, dict[str, str], bytes]:
    event = {
        "@context": "https://schema.org", "@type": "MusicEvent", "name": "봄밤 재즈", "url": "/jazz",
        "startDate": "2024-05-03T19:00+09:00", "endDate": "2024-05-03T21:00+09:00",
        "description": "문의 jazz@example.com",
        "organizer": {"@type": "Organization", "name": "성동문화재단"},
        "location": {"@type": "Place", "name": "성수아트홀", "address": "서울 성동구", "geo": {"latitude": 37.545}},
        "offers": {"@type": "Offer", "price": "20000", "priceCurrency": "KRW"},
    }  # fmt: skip
    organiser = {"@type": "Person", "name": "홍길동"}
    person = {"@type": "Event", "name": "개인이 여는 산책", "startDate": "2024-05-04", "organizer": organiser}
    return _html(f'<script type="application/ld+json">{json.dumps([event, person])}</script>')


def _calendar() -> tuple[int, dict[str, str], bytes]:
    return _text(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//ko\r\nX-WR-CALNAME:망원 보드게임\r\n"
        "BEGIN:VEVENT\r\nUID:a@example.com\r\nDTSTAMP:20240401T000000Z\r\nSUMMARY:보드게임의 밤\r\n"
        "DTSTART:20240510T100000Z\r\nDTEND:20240510T130000Z\r\nLOCATION:서울 마포구 망원동\r\nEND:VEVENT\r\n"
        "BEGIN:VEVENT\r\nUID:b@example.com\r\nDTSTAMP:20240401T000000Z\r\nSUMMARY:이틀 캠프\r\n"
        "DTSTART;VALUE=DATE:20240511\r\nDTEND;VALUE=DATE:20240513\r\nEND:VEVENT\r\n"
        "BEGIN:VEVENT\r\nUID:c@example.com\r\nDTSTAMP:20240401T000000Z\r\nSUMMARY:취소된 모임\r\nSTATUS:CANCELLED\r\n"
        "DTSTART:20240512T100000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        "text/calendar",
    )


def _feed() -> tuple[int, dict[str, str], bytes]:
    return _text(
        "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>동네 책방</title>"
        "<item><guid>p1</guid><title>5월 낭독회 5/11(토) 오후 3시</title><link>https://example.com/p1</link>"
        "<description>&lt;p&gt;신청 ~5/9 마감, 참가비 5천원&lt;/p&gt;</description>"
        "<pubDate>Wed, 10 Apr 2024 09:00:00 +0900</pubDate></item>"
        "</channel></rss>",
        "application/rss+xml",
    )


@contextmanager
def serve(site: Site) -> Iterator[str]:
    """The address of a running server on a free port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            site.asked[parts.path] += 1
            site.agents.add(self.headers.get("User-Agent", ""))
            status, headers, body = site.answer(parts.path, parse_qs(parts.query))
            if status == 200 and headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
                status, body = 304, b""
                site.asked["not modified"] += 1
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        site.address = f"http://127.0.0.1:{server.server_port}"
        yield site.address
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
