"""What a crawl leaves in the store: new, changed, unchanged, gone; interrupted and refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from teenplay.collect import store
from teenplay.collect.cleaning import RAW_FIELDS
from teenplay.collect.crawl import Page
from teenplay.collect.models import Collected, Crawl, SourceState
from teenplay.collect.sources import Source

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOW = datetime(2024, 4, 17, 3, 0, tzinfo=UTC)
SOURCE = Source("board", "게시판", "activity", "ppomppu", ("http://127.0.0.1/",))


def page(*titles: str, next: dict | None = None, problem: str = "") -> Page:
    rows = [dict.fromkeys(RAW_FIELDS, "") | {"source_id": title[0], "title": title} for title in titles]
    return Page("http://127.0.0.1/", rows, next, problem)


def crawl(*found: Page, now: datetime = NOW, refused: bool = False) -> Crawl:
    run = store.begin(SOURCE, now)
    for one in found:
        store.take_page(run, SOURCE, one, now)
    store.finish(run, SOURCE, now, refused=refused)
    return run


def test_first_crawl_takes_everything_up() -> None:
    run = crawl(page("a 산책", "b 독서"), page("c 요리"))
    assert (run.status, run.counts) == (Crawl.CrawlStatus.COMPLETE, {"new": 3})
    assert list(Collected.objects.values_list("source_id", "state", "first_seen").order_by("source_id")) == [
        ("a", "new", NOW),
        ("b", "new", NOW),
        ("c", "new", NOW),
    ]


def test_the_same_crawl_again_changes_nothing() -> None:
    crawl(page("a 산책", "b 독서"))
    before = list(Collected.objects.order_by("pk").values("raw", "changed_at", "gone_at", "state"))
    assert crawl(page("a 산책", "b 독서"), now=NOW + timedelta(days=1)).counts == {"unchanged": 2}
    assert list(Collected.objects.order_by("pk").values("raw", "changed_at", "gone_at", "state")) == before


def test_what_changed_is_cleaned_anew_and_what_is_gone_is_closed() -> None:
    crawl(page("a 산책", "b 독서"))
    Collected.objects.update(state="clean")
    later = NOW + timedelta(days=1)
    assert crawl(page("a 밤 산책"), now=later).counts == {"changed": 1, "gone": 1}
    assert Collected.objects.get(source_id="a").state == "new"
    assert Collected.objects.get(source_id="b").gone_at == later


def test_what_comes_back_is_open_again() -> None:
    crawl(page("a 산책", "b 독서"))
    crawl(page("a 산책"), now=NOW + timedelta(days=1))
    assert crawl(page("a 산책", "b 독서"), now=NOW + timedelta(days=2)).counts == {"unchanged": 1, "changed": 1}
    assert Collected.objects.get(source_id="b").gone_at is None


def test_a_row_met_twice_in_one_crawl_counts_once() -> None:
    assert crawl(page("a 산책", "a 산책"), page("a 산책")).counts == {"new": 1, "repeated": 2}


def test_nothing_is_closed_after_a_page_that_could_not_be_read() -> None:
    crawl(page("a 산책", "b 독서"))
    run = crawl(page("a 산책"), page(problem="the site answered 500"), now=NOW + timedelta(days=1))
    assert run.status == Crawl.CrawlStatus.PARTIAL
    assert Collected.objects.present().count() == 2


def test_nothing_is_closed_when_most_seems_gone_at_once() -> None:
    crawl(page(*(f"{letter} 모임" for letter in "abcdefgh")))
    run = crawl(page("a 모임"), now=NOW + timedelta(days=1))
    assert run.status == Crawl.CrawlStatus.PARTIAL
    assert run.problems == ["7 of 8 rows seem gone at once: none was closed"]
    assert Collected.objects.present().count() == 8


def test_an_interrupted_crawl_goes_on_and_closes_by_all_it_met() -> None:
    crawl(page("a 산책", "b 독서", "c 요리"))
    cut = store.begin(SOURCE, NOW + timedelta(days=1))
    store.take_page(cut, SOURCE, page("a 산책", next={"number": 2}), NOW + timedelta(days=1))
    resumed = store.begin(SOURCE, NOW + timedelta(days=1, hours=1))
    assert (resumed.pk, resumed.cursor) == (cut.pk, {"number": 2})
    assert crawl(page("b 독서"), now=NOW + timedelta(days=1, hours=1)).counts == {"unchanged": 2, "gone": 1}


def test_a_crawl_interrupted_long_ago_begins_anew() -> None:
    old = store.begin(SOURCE, NOW)
    store.take_page(old, SOURCE, page("a 산책", next={"number": 2}), NOW)
    new = store.begin(SOURCE, NOW + timedelta(days=2))
    assert new.pk != old.pk
    old.refresh_from_db()
    assert old.status == Crawl.CrawlStatus.FAILED


def test_a_refusal_is_answered_with_a_growing_rest() -> None:
    rests = []
    for _ in range(3):
        crawl(page("a 산책"), refused=True)
        rests.append(SourceState.objects.get(name="board").rest_until - NOW)
    assert rests == [timedelta(hours=1), timedelta(hours=2), timedelta(hours=4)]
    crawl(page("a 산책"))
    assert SourceState.objects.get(name="board").rest_until is None
