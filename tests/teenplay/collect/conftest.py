"""A running local site and a folder of collecting whose sources point at it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.teenplay.collect.site import Site, serve

from teenplay.collect.sources import Source, read_sources

PATHS = {
    "ppomppu": "/board?page=1",
    "meta_chehumdan": "/campaigns?page=1",
    "frip": "/market?page=1",
    "kmong": "/market-cards?page=1",
    "festivals": "/festivals?pageNo=1",
    "performances": "/festivals.csv",
    "schema_org": "/event",
    "ics": "/calendar.ics",
    "rss": "/feed",
    "naver_so_moim": "/blog",
    "seoul_events": "/openapi/{key}/json/culturalEventInfo/{first}/{last}/",
}


@pytest.fixture
def site() -> Iterator[Site]:
    found = Site()
    with serve(found):
        yield found


class Home:
    """The folder of collecting; ``use`` points a source at a path of the site."""

    def __init__(self, path: Path, site: Site) -> None:
        self.path, self.site = path, site
        (path / "sources").mkdir(parents=True)

    def use(self, name: str, path: str = "", more: str = "") -> Source:
        address = f"{self.site.address}{path or PATHS[name]}"
        text = f'start = ["{address}"]\nenabled = true\n{more}\n[politeness]\ndelay = 0.0\npause = 0.01\ntries = 2\n'
        (self.path / "sources" / f"{name}.toml").write_text(text, "utf-8")
        return self.sources()[name]

    def sources(self) -> dict[str, Source]:
        return read_sources(self.path / "sources")


@pytest.fixture
def home(site: Site, tmp_path: Path) -> Home:
    return Home(tmp_path / "collect", site)
