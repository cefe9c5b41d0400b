"""Each spider against the local site, in the process it really runs in."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest
from tests.teenplay.collect.conftest import Home
from tests.teenplay.collect.site import CITY_COLUMNS, Site

from teenplay.collect import agent
from teenplay.collect.check import check
from teenplay.collect.crawl import Page, pages
from teenplay.collect.dates import SEOUL
from teenplay.collect.sources import Source, SourceError, read_sources


def crawl(source: Source, home: Home, **options: object) -> list[Page]:
    return list(pages(source, home.path, **options))  # type: ignore[arg-type]


def rows(found: list[Page]) -> list[dict[str, str]]:
    return [row for page in found for row in page.rows]


def test_board_pages_in_euc_kr_without_notices_and_advertisements(site: Site, home: Home) -> None:
    found = crawl(home.use("ppomppu"), home)
    assert [len(page.rows) for page in found] == [5, 5, 2, 0]
    assert [row["title"] for row in rows(found)] == site.board
    assert found[0].rows[0] | {"url": ""} == {
        **dict.fromkeys(found[0].rows[0], ""),
        "source_id": "1000",
        "title": "[체험단] 성수 도자기 원데이 1기 5/1(토) 오후 2시 10명",
        "category": "체험",
        "posted": "2024.04.10",
    }  # the author beside it was not kept
    assert not any(page.problem for page in found)
    assert site.asked["/robots.txt"] == 1
    assert site.agents == {"teenplay-collect/0.1 (+local test)"}


def test_a_crawl_goes_on_from_a_cursor(home: Home) -> None:
    source = home.use("ppomppu")
    first, *_ = crawl(source, home, limit=1)
    assert [len(page.rows) for page in crawl(source, home, cursor=first.next)] == [5, 2, 0]


def test_a_second_crawl_asks_whether_pages_changed_and_the_cache_holds_no_pickle(site: Site, home: Home) -> None:
    source = home.use("ppomppu")
    assert rows(crawl(source, home)) == rows(crawl(source, home))
    assert site.asked["not modified"] == 4
    kept = {path.suffix for path in (home.path / "cache").rglob("*") if path.is_file()}
    assert kept == {".json", ".body"}


def test_a_changed_class_name_is_told_not_swallowed(site: Site, home: Home) -> None:
    site.board_class = "row-v2"
    (page,) = crawl(home.use("ppomppu"), home)
    assert (page.rows, page.problem) == ([], "no row matched: has the page changed?")


def test_an_operators_file_mends_it(site: Site, home: Home) -> None:
    site.board_class = "row-v2"
    source = home.use("ppomppu", more='rows = ["tr.row-v2"]')
    assert len(rows(crawl(source, home))) == 12


def test_a_broken_page_is_told_and_passed_over(site: Site, home: Home) -> None:
    site.broken_page = 2
    found = crawl(home.use("ppomppu"), home)
    assert [len(page.rows) for page in found] == [5, 0, 2, 0]
    assert [page.problem for page in found] == ["", "the site answered 500", "", ""]
    assert site.asked["/board"] == 6  # the broken one was tried three times


def test_a_429_is_waited_out(site: Site, home: Home) -> None:
    site.busy = 2
    source = home.use("ppomppu")
    site.asked.clear()
    assert len(rows(crawl(source, home))) == 12


def test_a_429_that_stays_ends_the_crawl(site: Site, home: Home) -> None:
    site.busy = 99
    (page,) = crawl(home.use("ppomppu"), home)
    assert (page.stop, page.problem) == (True, "the site answered 429")
    assert site.asked["/board"] == 3  # once, and after each of two pauses


@pytest.mark.parametrize(
    ("path", "stop", "problem"),
    [
        ("/refused", True, "the site answered 403"),
        ("/forbidden", True, "robots.txt forbids this page"),
        ("/loop", False, "max redirections reached"),
        ("/nowhere", False, "the site answered 404"),
        ("/event", False, "the page cannot be read: not a feed: <unknown>:2:0: syntax error"),
    ],
)
def test_what_cannot_be_read_is_told(site: Site, home: Home, path: str, stop: bool, problem: str) -> None:
    (page,) = crawl(home.use("rss", path), home)
    assert (page.rows, page.stop, page.problem) == ([], stop, problem)
    assert site.asked["/forbidden"] == 0


def test_a_last_page_that_repeats_ends_the_crawl(site: Site, home: Home) -> None:
    found = crawl(home.use("meta_chehumdan"), home)
    assert site.asked["/campaigns"] == 2
    first, second = found[0].rows[:2]
    assert (first["source_id"], first["recruit"], first["capacity"]) == ("c1", "~5/11 마감", "5")
    assert second["recruit"] == ""  # the row without a date is a row all the same
    assert first["intro"] == "2만원 이용권, 문의 ***"


def test_rows_out_of_json_in_the_page(home: Home) -> None:
    found = rows(crawl(home.use("frip"), home))
    assert [row["title"] for row in found] == [f"클라이밍 입문 {page}-{at}" for page in (1, 2) for at in range(3)]
    assert (found[0]["price"], found[0]["category"], found[0]["organiser"]) == ("25000", "피트니스", "오르다")


def test_rows_out_of_cards_where_there_is_no_json(home: Home) -> None:
    found = rows(crawl(home.use("kmong"), home))
    assert [(row["source_id"], row["title"], row["price"]) for row in found] == [
        ("10", "영어 회화 레슨 10", "30,000원"),
        ("11", "영어 회화 레슨 11", "30,000원"),
    ]


def test_the_citys_api_in_pages_and_without_its_key_in_any_record(
    site: Site, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEOUL_OPEN_DATA_KEY", "secret")
    site.events = [
        dict.fromkeys(CITY_COLUMNS, "") | {"title": f"행사 {number}", "district": "중구"} for number in range(25)
    ]
    source = home.use("seoul_events", more="[paging]\nstep = 10")
    found = crawl(source, home)
    assert [len(page.rows) for page in found] == [10, 10, 5]
    assert found[0].rows[0]["source_id"] == "100001"
    assert found[0].rows[0]["address"] == "서울 중구"
    assert not any("secret" in f"{page.url}{page.next}" for page in found)
    assert [path for path in site.asked if "secret" in path] != []


def test_an_api_that_answers_with_an_error_code_is_told(site: Site, home: Home) -> None:
    (page,) = crawl(home.use("festivals", "/openapi/x/json/culturalEventInfo/1/5/"), home)
    assert page.problem == "the page cannot be read: the API answered None: None"


def test_standard_data_by_api_and_as_csv_in_cp949(home: Home) -> None:
    by_api = rows(crawl(home.use("festivals"), home))
    assert [(row["title"], row["date"]) for row in by_api] == [
        (f"강릉 커피축제 {number}", "2024-10-03 ~ 2024-10-06") for number in (1, 2)
    ]
    (row,) = rows(crawl(home.use("festivals", "/festivals.csv"), home))
    assert (row["title"], row["address"]) == ("진주 남강유등축제", "경상남도 진주시 남강로")


def test_schema_org_events_without_private_organisers(site: Site, home: Home) -> None:
    jazz, walk = rows(crawl(home.use("schema_org"), home))
    assert jazz["date"] == "2024-05-03T19:00+09:00 ~ 2024-05-03T21:00+09:00"
    assert (jazz["title"], jazz["organiser"], jazz["price"]) == ("봄밤 재즈", "성동문화재단", "20000원")
    assert jazz["url"] == f"{site.address}/jazz"
    assert jazz["content"] == "문의 ***"
    assert (walk["title"], walk["organiser"]) == ("개인이 여는 산책", "")


def test_a_calendar_without_what_was_cancelled(home: Home) -> None:
    night, camp = rows(crawl(home.use("ics"), home))
    assert (night["title"], night["organiser"]) == ("보드게임의 밤", "망원 보드게임")
    assert night["date"] == "2024-05-10T10:00:00+00:00 ~ 2024-05-10T13:00:00+00:00"
    assert camp["date"] == "2024-05-11 ~ 2024-05-12"


def test_a_feed(home: Home) -> None:
    (row,) = rows(crawl(home.use("rss"), home))
    assert (row["source_id"], row["title"], row["posted"]) == (
        "p1",
        "5월 낭독회 5/11(토) 오후 3시",
        "2024-04-10T09:00:00+09:00",
    )


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("chromium") is None, reason="no Chromium")
def test_names_of_clubs_that_load_while_one_scrolls(home: Home) -> None:
    pytest.importorskip("playwright")
    (page,) = crawl(home.use("naver_so_moim"), home)
    assert [row["title"] for row in page.rows] == [f"한강 러닝 {number}기" for number in range(1, 13)]


def test_no_host_but_this_machine_is_asked_without_saying_who_asks(tmp_path: Path) -> None:
    source = read_sources()["ppomppu"]
    with pytest.raises(ValueError, match="TEENPLAY_COLLECT_CONTACT"):
        agent.settings(source, tmp_path, "")
    told = agent.settings(source, tmp_path, "https://example.com/contact")
    assert told["USER_AGENT"] == "teenplay-collect/0.1 (+https://example.com/contact)"
    assert told["DOWNLOAD_DELAY"] >= 1.0


def test_every_source_says_on_what_terms_and_only_official_ones_are_on() -> None:
    for source in read_sources().values():
        assert source.terms, source.name
        assert not source.enabled or source.official, source.name


def test_a_source_file_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('[fields]\ntitel = "h3"\n')
    with pytest.raises(SourceError, match=r"mine\.toml: fields\.titel: no such field"):
        read_sources(tmp_path)


def test_check_tells_what_fits_and_what_does_not(site: Site, home: Home) -> None:

    now = datetime(2024, 4, 17, 12, tzinfo=SEOUL)
    source = home.use("ppomppu")
    told = list(check(source, home.path, now))
    assert told[-1] == (True, "fits")
    assert any("title: 5 of 5" in line for _, line in told)
    site.board_class = "row-v2"
    told = list(check(source, home.path, now))
    assert told[-1][0] is False
