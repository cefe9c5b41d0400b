"""Response times and sizes of the site's pages, requested from the real server as a browser does.

    TEENPLAY_HOME=var python -m benchmarks.pages      # prints the tables and writes benchmarks/pages.md

`teenplay serve` with one worker serves a copy of the demo world (made by `make demo`). It gets one request after the
other over one connection, from visitors and from members with a long, a short and no history. A static file and
robots.txt of the same server are measured in the same run as a baseline: since machines are noisy, read the ratios.
The run takes less than two minutes.
"""

from __future__ import annotations

import gzip
import http.client
import os
import platform
import re
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path

OUT = Path(__file__).with_name("pages.md")
REQUESTS = 200
SECONDS = 9.0
"""The most time spent on one page, so that the whole run stays within two minutes."""
QUERIES = ("도자기", "한강 러닝", "ㄷㅈㄱ", "ehwkrl", "혼자여도괜찮은전시")
ANSWERS = {"Accept-Encoding": "gzip, deflate, br", "Accept-Language": "ko-KR,ko;q=0.9"}
FIRST_PAGE = 60_000

Address = Callable[[], tuple[str, dict[str, str]]]
"""Returns the next request: a path and headers."""


@dataclass(slots=True)
class Measured:
    """Response times (ms) and sizes (bytes) of the requests for one page."""

    name: str
    cpu_ms: float = 0.0
    ms: list[float] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)

    def part(self, share: float) -> float:
        """A quantile of the response times, in ms."""
        return sorted(self.ms)[min(len(self.ms) - 1, int(share * len(self.ms)))]


class Server:
    """A process of ``teenplay serve`` on a free port, and a connection to it."""

    def __init__(self, home: Path) -> None:
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        command = [sys.executable, "-m", "teenplay", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(
            command, env={**os.environ, "TEENPLAY_HOME": str(home)}, stdout=subprocess.DEVNULL, start_new_session=True
        )
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def wait(self) -> None:
        """Wait until the server responds.

        Raises
        ------
        TimeoutError
            It does not within 30 seconds.
        """
        for _ in range(300):
            try:
                self.get("/robots.txt")
            except OSError:
                self.connection.close()
                time.sleep(0.1)
            else:
                return
        raise TimeoutError("the server does not answer")

    def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[http.client.HTTPResponse, bytes]:
        """Request a path; return the response and its body as sent.

        Raises
        ------
        RuntimeError
            The status is not 200.
        """
        self.connection.request("GET", path, headers={**ANSWERS, **(headers or {})})
        response = self.connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise RuntimeError(f"{path}: {response.status}")
        return response, body

    def cpu_seconds(self) -> float:
        """CPU seconds (user and system) of the server and its worker, from ``/proc``."""
        spent = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[2]) == self.process.pid:  # its process group
                spent += int(fields[11]) + int(fields[12])
        return spent / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        """Terminate the server and its worker."""
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(20)


@contextmanager
def copied(home: Path) -> Iterator[Path]:
    """A temporary home with a copy of the database and a link to the models, so the original is not changed."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        name = "teenplay.sqlite3"
        with closing(sqlite3.connect(home / name)) as old, closing(sqlite3.connect(copy / name)) as new:
            old.backup(new)
        (copy / "models").symlink_to(home / "models")
        yield copy


def sign_in(members: list[int]) -> list[str]:
    """Sign members in; returns the session cookie of each."""
    from django.test import Client

    from teenplay.members.models import Member

    cookies = []
    for member in Member.objects.filter(pk__in=members):
        client = Client()
        client.force_login(member, backend="teenplay.members.backends.MemberBackend")
        cookies.append(f"sessionid={client.cookies['sessionid'].value}")
    return cookies


def members_by_history() -> dict[str, list[int]]:
    """Up to four members each with a long, a short and no history."""
    from django.db.models import Count

    from moim_django.models import Interaction
    from teenplay.members.models import Member

    counted = Interaction.objects.values("member_id").annotate(n=Count("id")).order_by("-n", "member_id")
    active = list(counted.values_list("member_id", flat=True))
    others = Member.objects.filter(status=1).exclude(pk__in=active).order_by("pk")
    nothing = list(others.values_list("pk", flat=True)[:4])
    middle = len(active) // 2
    return {"long": active[:4], "short": active[middle : middle + 4], "none": nothing or active[-4:]}


def queries(path: str, member: int | None, headers: dict[str, str] | None = None) -> tuple[int, int]:
    """Number of SQL queries of one request: usually, and when the process also looks for changes in the database."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from moim_django.serving import serving
    from teenplay.members.models import Member

    client = Client(headers={"host": "localhost", **(headers or {})})
    if member is not None:
        client.force_login(Member.objects.get(pk=member), backend="teenplay.members.backends.MemberBackend")
    client.get(path)  # loads the model and the dictionary
    serving.expire()
    with CaptureQueriesContext(connection) as most:
        client.get(path)
    client.get(path)  # looks for interactions
    with CaptureQueriesContext(connection) as usual:
        client.get(path)
    return _number(usual.captured_queries), _number(most.captured_queries)


def _number(queries: list[dict[str, str]]) -> int:
    """The number of queries, not counting those that begin or end a transaction."""
    ends = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return sum(not query["sql"].startswith(ends) for query in queries)


def measure(server: Server, name: str, ask: Address) -> Measured:
    """Send requests one after the other, after five to warm up."""
    found = Measured(name)
    for _ in range(5):
        server.get(*ask())
    cpu, until = server.cpu_seconds(), time.monotonic() + SECONDS
    while len(found.ms) < REQUESTS and time.monotonic() < until:
        path, headers = ask()
        start = time.perf_counter()
        _, body = server.get(path, headers)
        found.ms.append(1000 * (time.perf_counter() - start))
        found.sent.append(len(body))
    found.cpu_ms = 1000 * (server.cpu_seconds() - cpu) / len(found.ms)
    return found


def first_page(server: Server, headers: dict[str, str]) -> list[tuple[str, str, int, int]]:
    """Everything a browser loads for the main page, except the font: name, encoding, bytes sent, bytes decompressed."""
    response, body = server.get("/", headers)
    html = _unpacked(response, body)
    paths = re.findall(r'<(?:link rel="stylesheet" href|script src)="([^"]+)"', html.decode())
    paths += sorted(set(re.findall(r'href="([^"#]+\.svg)#', html.decode())))
    lines = [("main page", response.headers["Content-Encoding"] or "-", len(body), len(html))]
    for path in paths:
        response, body = server.get(path)
        name = re.sub(r"\.[0-9a-f]{12}(?=\.)", "", path.rpartition("/")[2])
        lines.append((name, response.headers["Content-Encoding"] or "-", len(body), len(_unpacked(response, body))))
    return lines


def _unpacked(response: http.client.HTTPResponse, body: bytes) -> bytes:
    coding = response.headers["Content-Encoding"]
    if coding == "br":
        import brotli

        return bytes(brotli.decompress(body))
    return gzip.decompress(body) if coding == "gzip" else body


def report(
    pages: list[Measured], counts: dict[str, tuple[int, int]], loaded: list[tuple[str, str, int, int]], beside: float
) -> str:
    """The tables as Markdown; ``beside`` is the load of the machine before the run."""
    floor = statistics.median(pages[0].ms)
    head = (
        f"`python -m benchmarks.pages`, {datetime.now(UTC):%Y-%m-%d}, {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, SQLite, `teenplay serve` with one worker, the demo world. "
        f"Load of other work before the run: {beside:.1f}."
    )
    lines = ["# Pages", "", head, ""]
    lines += ["| page | requests | p50 ms | p95 ms | p50 / floor | CPU ms | SQL, usual | SQL, most | bytes sent |"]
    lines += ["| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"]
    for page in pages:
        usual, most = counts.get(page.name, (0, 0))
        lines.append(
            f"| {page.name} | {len(page.ms)} | {page.part(0.5):.1f} | {page.part(0.95):.1f} "
            f"| {page.part(0.5) / floor:.1f} | {page.cpu_ms:.1f} | {usual} | {most} "
            f"| {statistics.median(page.sent):,.0f} |"
        )
    lines += ["", "“SQL, most” is a request in which the process also looks for changes in the database.", ""]
    lines += ["| a visitor's first page, without the font | coding | bytes sent | unpacked |"]
    lines += ["| --- | --- | ---: | ---: |"]
    lines += [f"| {name} | {coding} | {sent:,} | {whole:,} |" for name, coding, sent, whole in loaded]
    total = sum(sent for _, _, sent, _ in loaded)
    lines += [f"| together (at most {FIRST_PAGE:,}) | | {total:,} | {sum(whole for *_, whole in loaded):,} |", ""]
    return "\n".join(lines)


def main() -> None:
    """Measure all pages, print the tables and write them."""
    import django

    home = Path(os.environ.get("TEENPLAY_HOME", "var")).resolve()
    beside = os.getloadavg()[0]
    with copied(home) as copy:
        os.environ |= {"TEENPLAY_HOME": str(copy), "DJANGO_SETTINGS_MODULE": "teenplay.settings"}
        django.setup()
        members = members_by_history()
        everyone = [member for part in members.values() for member in part]
        cookies = {name: cycle([{"Cookie": cookie} for cookie in sign_in(part)]) for name, part in members.items()}
        all_cookies = cycle([{"Cookie": cookie} for cookie in sign_in(everyone)])
        server = Server(copy)
        try:
            server.wait()
            html = _unpacked(*server.get("/", {})).decode()
            cards = cycle([int(id) for id in re.findall(r'id="card-(\d+)"', html)])
            mark = re.search(r'href="([^"]+mark[^"]*\.svg)"', html)
            assert mark is not None
            seen = ",".join(re.findall(r'id="card-(\d+)"', html)[:8])
            more, htmx = f"/?tab=for-you&seen={seen}", {"HX-Request": "true"}
            words = cycle(QUERIES)
            asked: dict[str, Address] = {
                "floor: a static file": lambda: (mark[1], {}),
                "floor: robots.txt": lambda: ("/robots.txt", {}),
                "main page, visitor": lambda: ("/", {}),
                "main page, member with a long history": lambda: ("/", next(cookies["long"])),
                "main page, member with a short history": lambda: ("/", next(cookies["short"])),
                "main page, member who did nothing yet": lambda: ("/", next(cookies["none"])),
                "“더 보기”, member": lambda: (more, {**next(all_cookies), **htmx}),
                "activity list, member": lambda: ("/activities/", next(all_cookies)),
                "search, member": lambda: (f"/activities/?q={_quoted(next(words))}", next(all_cookies)),
                "an activity, member": lambda: (f"/activities/{next(cards)}/", next(all_cookies)),
                "clubs, member": lambda: ("/clubs/", next(all_cookies)),
            }
            pages = [measure(server, name, ask) for name, ask in asked.items()]
            loaded = first_page(server, {})
        finally:
            server.stop()
        long, short, none = (part[0] for part in members.values())
        search = f"/activities/?q={_quoted(QUERIES[1])}"
        counts = {
            "main page, visitor": queries("/", None),
            "main page, member with a long history": queries("/", long),
            "main page, member with a short history": queries("/", short),
            "main page, member who did nothing yet": queries("/", none),
            "“더 보기”, member": queries(more, long, {"hx-request": "true"}),
            "activity list, member": queries("/activities/", long),
            "search, member": queries(search, long),
            "an activity, member": queries(f"/activities/{next(cards)}/", long),
            "clubs, member": queries("/clubs/", long),
        }
    text = report(pages, counts, loaded, beside)
    OUT.write_text(text)
    print(text)


def _quoted(words: str) -> str:
    from urllib.parse import quote

    return quote(words)


if __name__ == "__main__":
    main()
