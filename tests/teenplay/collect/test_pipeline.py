"""From the local site to the main page, and back out: what is loaded, followed, merged, decided and kept."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from tests.teenplay.collect.conftest import Home
from tests.teenplay.collect.site import CITY_COLUMNS, Site

from teenplay.activities.models import Activity
from teenplay.catalogue.models import Category, Shown
from teenplay.clubs.models import Club
from teenplay.collect import categories, loading, merging, refine, store
from teenplay.collect.cleaning import RAW_FIELDS
from teenplay.collect.crawl import Page
from teenplay.collect.models import Breach, Collected, SourceState
from teenplay.collect.pipeline import PipelineReport, Run, run
from teenplay.collect.sources import Source
from teenplay.exchange.models import CategoryMapping

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOW = datetime(2024, 4, 17, 3, 0, tzinfo=UTC)
NATIONAL = Source("national", "전국 공연", "activity", "standard_data", ("http://127.0.0.1/",), official=True)
BOARD = Source("board", "게시판", "activity", "ppomppu", ("http://127.0.0.1/",), categories={"공연": "문화·예술"})
SOURCES = {"national": NATIONAL, "board": BOARD}

JAZZ = {"source_id": "1", "title": "봄밤 재즈 콘서트", "date": "2024-05-03 19:00~21:00", "place": "성수아트홀"}
JAZZ |= {"organiser": "성동문화재단", "category": "공연", "price": "20,000원", "recruit": "4/20~5/1"}


def take(source: Source, *rows: dict[str, str], now: datetime = NOW, folder: Path = Path("none")) -> None:
    """One crawl of a source that lists these rows, and all that follows it."""
    crawl = store.begin(source, now)
    full = [dict.fromkeys(RAW_FIELDS, "") | row for row in rows]
    store.take_page(crawl, source, Page("http://127.0.0.1/", full, None), now)
    store.finish(crawl, source, now)
    refine.refine(quiet=True)
    merging.merge({name: one.official for name, one in SOURCES.items()})
    categories.seed_mappings(SOURCES.values())
    categories.decide(folder)
    loading.load(SOURCES, now, quiet=True)


def plan(home: Home, *names: str, **options: object) -> Run:
    return Run(home.sources(), names, home.path, timezone.now(), quiet=True, **options)  # type: ignore[arg-type]


def test_a_row_becomes_an_activity_of_its_organiser() -> None:
    take(BOARD, JAZZ)
    activity = Activity.objects.get()
    assert (activity.title, activity.club.name, activity.category.name) == (
        "봄밤 재즈 콘서트",
        "성동문화재단",
        "문화·예술",
    )
    assert activity.start == datetime(2024, 5, 3, 10, 0, tzinfo=UTC)
    assert activity.recruit_start == datetime(2024, 4, 19, 15, 0, tzinfo=UTC)
    assert activity.recruit_end == datetime(2024, 5, 1, 14, 59, 59, tzinfo=UTC)
    assert (activity.address_location, activity.source_category) == ("서울 성동구 성수아트홀", "공연")
    assert activity.content == "<p>참가비: 20,000원</p><p>출처: 게시판</p>"
    assert (activity.source, activity.source_id, activity.made_up) == ("board", "1", [])


def test_what_the_source_does_not_say_is_left_empty() -> None:
    take(BOARD, {"source_id": "1", "title": "언젠가 산책", "category": "공연"})
    activity = Activity.objects.get()
    assert (activity.start, activity.recruit_end, activity.club, activity.capacity) == (None, None, None, None)


def test_a_column_that_names_nobody_makes_no_club() -> None:
    take(BOARD, {**JAZZ, "organiser": "기타"})
    assert (Activity.objects.get().club, Club.objects.count()) == (None, 0)


def test_a_change_is_followed_and_what_was_made_up_gives_way_to_what_is_said() -> None:
    take(BOARD, {**JAZZ, "date": "", "recruit": ""})
    Activity.objects.update(start=NOW, made_up=["start", "capacity"], capacity=5)
    take(BOARD, JAZZ, now=NOW + timedelta(days=1))
    activity = Activity.objects.get()
    assert activity.start == datetime(2024, 5, 3, 10, 0, tzinfo=UTC)
    assert (activity.made_up, activity.capacity) == (["capacity"], 5)


def test_loading_again_changes_nothing() -> None:
    take(BOARD, JAZZ)
    before = list(Activity.objects.values())
    take(BOARD, JAZZ, now=NOW + timedelta(days=1))
    assert list(Activity.objects.values()) == before


def test_what_is_gone_is_closed_and_what_a_person_took_away_stays_away() -> None:
    take(BOARD, JAZZ, {**JAZZ, "source_id": "2", "title": "도자기 교실"})
    Activity.objects.filter(source_id="2").update(status=Shown.REMOVED)
    gone = NOW + timedelta(days=5)
    take(BOARD, {**JAZZ, "source_id": "2", "title": "도자기 교실 심화"}, now=gone)
    assert Activity.objects.get(source_id="1").recruit_end == gone
    assert Activity.objects.get(source_id="2").status == Shown.REMOVED


def test_one_event_of_two_sources_is_one_activity_the_official_one_and_can_be_taken_apart() -> None:
    take(BOARD, {**JAZZ, "title": "★봄밤재즈콘서트★"})
    assert Activity.objects.get().status == Shown.SHOWN
    take(NATIONAL, {**JAZZ, "category": "문화·예술"}, now=NOW + timedelta(days=1))
    kept, hidden = Activity.objects.get(source="national"), Activity.objects.get(source="board")
    assert (kept.status, hidden.status) == (Shown.SHOWN, Shown.REMOVED)
    merged = Collected.objects.get(source="board")
    assert merged.merged_into == Collected.objects.get(source="national")
    assert merged.raw["title"] == "★봄밤재즈콘서트★"  # provenance is kept

    merging.take_apart(merged)
    take(NATIONAL, {**JAZZ, "category": "문화·예술"}, now=NOW + timedelta(days=2))
    assert list(Activity.objects.order_by("source").values_list("status", flat=True)) == [Shown.SHOWN, Shown.SHOWN]


def test_a_broken_row_waits_in_quarantine_with_the_reason_and_is_taken_up_when_mended() -> None:
    take(BOARD, JAZZ, {"source_id": "2", "title": "가", "category": "공연"})
    assert Activity.objects.count() == 1
    breach = Breach.objects.get()
    assert (breach.row.source_id, breach.border, breach.column) == ("2", "clean", "title")
    assert breach.reason == "needs 2 to 255 characters"
    take(BOARD, JAZZ, {"source_id": "2", "title": "가야금 연주", "category": "공연"}, now=NOW + timedelta(days=1))
    assert (Activity.objects.count(), Breach.objects.count()) == (2, 0)


def test_without_table_or_classifier_a_row_waits_for_a_person() -> None:
    take(BOARD, {**JAZZ, "category": "처음 보는 것"})
    row = Collected.objects.get()
    assert (row.decided, Activity.objects.count()) == ("waiting", 0)
    row.category, row.decided = Category.objects.get(name="취미"), Collected.Decided.PERSON
    row.save()
    take(BOARD, {**JAZZ, "category": "처음 보는 것"}, now=NOW + timedelta(days=1))
    assert Activity.objects.get().category.name == "취미"


def test_an_operators_mapping_counts_before_the_file() -> None:
    categories.seed_mappings(SOURCES.values())
    CategoryMapping.objects.filter(source="board", name="공연").update(category=Category.objects.get(name="지역축제"))
    take(BOARD, JAZZ)
    assert Activity.objects.get().category.name == "지역축제"


def test_a_classifier_decides_where_it_is_sure_enough(tmp_path: Path) -> None:
    rng = random.Random(1)
    words = {"운동·액티비티": ["러닝", "클라이밍", "풋살", "등산"], "푸드·드링크": ["커피", "와인", "베이킹", "맛집"]}
    ids = dict(Category.objects.values_list("name", "id"))
    for number in range(240):
        name = rng.choice([*words])
        title = " ".join(rng.choices(words[name], k=3))
        Activity.objects.create(title=title, category_id=ids[name], created_date=NOW + timedelta(minutes=number))
    bar = categories.fit(tmp_path, NOW)
    assert bar is not None
    assert bar < 1.0
    sure = {"source_id": "1", "title": "등산 러닝 클라이밍"}
    take(BOARD, sure, {"source_id": "2", "title": "무엇인지 모를"}, folder=tmp_path)
    one, other = Collected.objects.order_by("source_id")
    assert (one.decided, one.category.name) == ("classifier", "운동·액티비티")
    assert one.probability >= bar
    assert other.decided == "waiting"
    assert other.probability < bar


def test_too_few_labelled_rows_make_no_classifier(tmp_path: Path) -> None:
    assert categories.fit(tmp_path, NOW) is None


def test_a_dry_run_tells_all_and_stores_nothing(home: Home) -> None:
    home.use("frip")
    report = run(plan(home, "frip", dry=True))
    assert report.sources["frip"]["counts"] == {"new": 6}
    assert report.loaded["activity added"] == 6
    assert (Collected.objects.count(), Activity.objects.count(), Club.objects.count()) == (0, 0, 0)
    assert not (home.path / "reports").exists()


def test_sources_that_are_off_resting_or_without_a_key_are_passed_over(home: Home, site: Site) -> None:
    home.use("frip")
    home.use("seoul_events")
    site.asked.clear()
    SourceState.objects.create(name="frip", rest_until=timezone.now() + timedelta(hours=1), refusals=1)
    SourceState.objects.create(name="kmong", enabled=False)
    report = run(plan(home, "frip", "kmong", "ppomppu", "seoul_events", "ics"))
    reasons = {name: told["passed over"] for name, told in report.sources.items()}
    assert reasons["frip"].startswith("the site refused; left alone until")
    assert reasons["kmong"].startswith("switched off: Off.")
    assert reasons["ppomppu"].startswith("switched off: Off.")
    assert reasons["seoul_events"] == "needs a key in SEOUL_OPEN_DATA_KEY"
    assert reasons["ics"].startswith("no address")
    assert sum(site.asked.values()) == 0


def city(now: datetime) -> list[dict[str, str]]:
    """Events of three kinds that begin in the coming weeks and were registered yesterday."""
    kinds = {"클래식": "현악 사중주의 밤", "교육/체험": "도자기 물레 체험", "축제-기타": "강변 불빛 축제"}
    rows = []
    for number in range(24):
        kind = [*kinds][number % 3]
        day = (now + timedelta(days=10 + number)).date().isoformat()
        row = dict.fromkeys(CITY_COLUMNS, "") | {"category": kind, "title": f"{kinds[kind]} {number + 1}회"}
        row |= {
            "district": "마포구",
            "place": "마포아트센터",
            "org": "마포문화재단",
            "date": f"{day}~{day}",
            "free": "무료",
        }
        rows.append(row | {"registered": (now - timedelta(days=1)).date().isoformat()})
    return rows


def test_end_to_end_new_activities_are_recommended_on_the_main_page(
    home: Home, site: Site, monkeypatch: pytest.MonkeyPatch, settings: object
) -> None:
    monkeypatch.setenv("SEOUL_OPEN_DATA_KEY", "k")
    settings.MOIM = {**settings.MOIM, "MODEL_DIR": home.path / "models"}  # type: ignore[attr-defined]
    site.events = city(timezone.now())
    home.use("seoul_events")
    report = run(plan(home, "seoul_events", train=True))
    assert report.sources["seoul_events"]["counts"] == {"new": 24}
    assert (report.categories, report.loaded["activity added"], report.open_now) == ({"source": 24}, 24, 24)
    assert (home.path / "reports").is_dir()
    told = "\n".join(report.lines())
    assert "collected and open to join now: 24" in told

    html = Client().get("/").content.decode()
    assert sum(html.count(title) > 0 for title in {row["title"] for row in city(timezone.now())}) >= 6

    again = run(plan(home, "seoul_events"))
    assert again.sources["seoul_events"]["counts"] == {"unchanged": 24}
    assert (again.loaded, again.completed) == ({}, {"clubs": 0, "activities": 0})


def test_report_reads_as_sentences() -> None:
    report = PipelineReport("2024-04-17T03:00:00+00:00", dry=True, loaded={"activity added": 1200})
    assert next(iter(report.lines())) == "dry run: nothing was stored"
    assert "loaded: 1,200 activity added" in list(report.lines())
