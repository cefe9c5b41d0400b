"""The platform's wheel in an environment of its own: the README's town, served, and one page collected."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime

import pytest
from tests.distributions.conftest import Environment, blocks
from tests.teenplay.collect.site import Site, serve

EVENT = {
    "@context": "https://schema.org",
    "@type": "MusicEvent",
    "name": "봄밤 재즈",
    "startDate": f"{datetime.now(UTC).year + 1}-05-03T19:00+09:00",
    "organizer": {"@type": "Organization", "name": "성동문화재단"},
}
COLLECTED = (
    "from teenplay.collect.models import Collected; print(*Collected.objects.values_list('cleaned__title', 'state'))"
)


class OnePage(Site):
    """A site that announces one concert, for machines to read."""

    def answer(self, path: str, query: Mapping[str, list[str]]) -> tuple[int, dict[str, str], bytes]:
        if path != "/concert":
            return 404, {}, b""
        page = f'<script type="application/ld+json">{json.dumps(EVENT)}</script>'
        return 200, {"Content-Type": "text/html"}, page.encode()


@pytest.fixture(scope="module")
def town(install: Callable[..., Environment]) -> Environment:
    environment = install("teenplay", "collect")
    (script,) = blocks("teenplay", "sh")
    environment.shell(script)
    return environment


@contextlib.contextmanager
def served(environment: Environment) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [environment.path / "bin" / "teenplay", "serve", "--port", str(port)],
        cwd=environment.work,
        env=environment.variables,
        start_new_session=True,
    )
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)


def fetched(address: str) -> str:
    """The page; it takes a while until the server listens."""
    for _ in range(900):
        with contextlib.suppress(ConnectionError, urllib.error.URLError):
            return urllib.request.urlopen(address, timeout=30).read().decode()
        time.sleep(0.1)
    raise AssertionError(f"{address} does not answer")


def test_the_town_is_served_with_its_activities_and_its_style(town: Environment) -> None:
    with served(town) as address:
        page = fetched(address)
        assert page.count('class="card') > 4
        style = next(part for part in page.split('"') if part.startswith("/static/pages/site."))
        assert "@import" in fetched(address + style[1:]) or "{" in fetched(address + style[1:])


def test_a_page_is_collected(town: Environment) -> None:
    sources = town.work / "var" / "collect" / "sources"
    sources.mkdir(parents=True)
    site = OnePage()
    with serve(site):
        sources.joinpath("schema_org.toml").write_text(
            f'start = ["{site.address}/concert"]\nenabled = true\n[politeness]\ndelay = 0.0\n'
        )
        town.run("teenplay", "collect", "schema_org")
    assert town.run("teenplay", "shell", "-v", "0", "-c", COLLECTED).stdout == "('봄밤 재즈', 'clean')\n"
