"""Every page that shows a list, and how many queries it asks."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings
from tests.teenplay.world import DAY, NOW, make_activity, make_club, make_member

from moim_django import services
from moim_django.models import Impression, Interaction, SeasonTheme
from moim_django.serving import serving
from teenplay.activities.models import Activity, ActivityLike, ActivityMember
from teenplay.catalogue import rows
from teenplay.catalogue.models import Category, Shown
from teenplay.clubs.models import Club, ClubMember
from teenplay.members.models import Member
from teenplay.pages.shelves import SIZE as SHELF
from teenplay.posts.models import ClubPost
from teenplay.taste.models import TasteMute

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def ids_of(html: bytes) -> list[int]:
    return [int(id) for id in re.findall(r'id="card-(\d+)"', html.decode())]


def more_of(html: bytes) -> str:
    """Where the next eight are; "" where there are no more."""
    found = re.search(r'hx-get="([^"]*seen=[^"]*)"', html.decode())
    return found[1].replace("&amp;", "&") if found else ""


@pytest.fixture
def twenty(noon: None) -> list[Activity]:
    club = make_club(region_id=1)
    return [
        make_activity(f"활동 {n}", club=club, created_date=NOW - (n + 1) * DAY / 24, recruit_end=NOW + (30 - n) * DAY)
        for n in range(20)
    ]


def test_newest_is_newest_first_and_more_repeats_nothing(client: Client, twenty: list[Activity]) -> None:
    page = client.get("/?tab=newest")
    first = [card.activity.pk for card in page.context["picks"].cards]
    assert first == [activity.pk for activity in twenty[:8]]
    below = ids_of(page.content)[8:]
    assert below == [activity.pk for activity in twenty[:11:-1]]  # what closes first, and then near
    part = client.get(more_of(page.content), headers={"HX-Request": "true"})
    assert ids_of(part.content) == [activity.pk for activity in twenty[8:12]]  # and none of those below
    assert b"<html" not in part.content


@pytest.mark.parametrize("tab", ["for-you", "popular", "newest"])
def test_more_until_nothing_is_left_shows_each_once(client: Client, twenty: list[Activity], tab: str) -> None:
    page = client.get(f"/?tab={tab}").content
    shown = ids_of(page)
    while address := more_of(page):
        page = client.get(address, headers={"HX-Request": "true"}).content
        shown += ids_of(page)
    assert sorted(shown) == sorted(activity.pk for activity in twenty)


def test_another_tab_brings_what_stands_below_it_so_that_nothing_is_twice(
    client: Client, twenty: list[Activity]
) -> None:
    for activity, name in ((twenty[-1], "하나"), (twenty[-2], "둘")):  # close first, and are the most popular
        ActivityLike.objects.create(activity=activity, member=make_member(name))
    assert [twenty[-1].pk, twenty[-2].pk] == ids_of(client.get("/?tab=newest").content)[8:10]
    part = client.get("/?tab=popular", headers={"HX-Request": "true"}).content
    assert b"<html" not in part
    assert b'id="shelves" class="stack-l" hx-swap-oob="true"' in part
    shown = ids_of(part)
    assert {twenty[-1].pk, twenty[-2].pk} < set(shown[:8])
    assert len(shown) == len(set(shown)) == 8 + 2 * SHELF


def test_popular_counts_a_seat_twice_a_like(client: Client, twenty: list[Activity]) -> None:
    members = [make_member(str(n)) for n in range(3)]
    for member in members:  # three likes
        ActivityLike.objects.create(activity=twenty[5], member=member)
    for member in members[:2]:  # two seats
        ActivityMember.objects.create(activity=twenty[9], member=member, status=1)
    cards = client.get("/?tab=popular").context["picks"].cards
    assert [card.activity.pk for card in cards[:3]] == [twenty[9].pk, twenty[5].pk, twenty[0].pk]
    assert [card.reason for card in cards[:3]] == ["벌써 2명이 함께해요", "3명이 좋아해요", "첫 번째로 함께해 보세요"]


def test_nothing_closed_full_removed_joined_or_hidden_is_offered(signed_in: Client, member: Member) -> None:
    club = make_club()
    good = make_activity("열린 활동", club=club)
    make_activity("끝난 모집", club=club, recruit_end=NOW)
    make_activity("시작 전 모집", club=club, recruit_start=NOW + DAY / 24)
    make_activity("지운 활동", club=club, status=Shown.REMOVED)
    make_activity("지운 모임의 활동", club=make_club(status=Shown.REMOVED))
    full = make_activity("꽉 찬 활동", club=club, capacity=1)
    ActivityMember.objects.create(activity=full, member=make_member("다온"), status=1)
    ActivityMember.objects.create(activity=make_activity("참여 중", club=club), member=member, status=1)
    Interaction.objects.create(member_id=member.pk, activity_id=make_activity("숨김").pk, kind="decline", at=NOW)
    for tab in ("for-you", "popular", "newest"):
        assert ids_of(signed_in.get(f"/?tab={tab}").content) == [good.pk], tab


def test_home_asks_at_most_twelve_queries(
    client: Client, twenty: list[Activity], train: Callable[[], None], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    train()
    client.get(f"/activities/{twenty[3].pk}/")
    client.get("/")
    with django_assert_num_queries(5):  # session; offered, the season's sentence, impressions, cards
        client.get("/")
    serving.expire()
    with django_assert_num_queries(8):  # and what is new: the version, clubs, activities; …
        client.get("/")
    with django_assert_num_queries(6):  # … then interactions
        client.get("/")


def test_home_of_a_member_asks_at_most_twelve_queries(
    signed_in: Client,
    member: Member,
    twenty: list[Activity],
    train: Callable[[], None],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    member.region_id = 1
    member.save()
    ClubMember.objects.create(club=twenty[0].club, member=member, status=1)
    ClubPost.objects.create(club=twenty[0].club, member=make_member("소연"), title="안녕하세요", created_date=NOW)
    services.record(member_id=member.pk, activity_id=twenty[3].pk, kind="view", at=NOW - DAY)
    TasteMute.objects.create(member=member, kind="category", value="5", level=1)
    train()
    signed_in.get("/")
    with django_assert_num_queries(9):  # session, member; offered, what is known of them, learned, and turned down, …
        page = signed_in.get("/")  # … impressions, posts, cards
    assert [shelf.heading for shelf, _ in page.context["shelves"]] == ["내 모임 소식", "곧 마감", "근처에서"]
    serving.expire()
    with django_assert_num_queries(12):  # and what is new: the version, clubs, activities; …
        signed_in.get("/")
    with django_assert_num_queries(10):  # … then interactions
        signed_in.get("/")


def test_rows_of_every_page_are_read_anew_after_an_answer(
    client: Client, noon: None, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/clubs/")
    Category.objects.filter(pk=1).update(name="새 이름")
    monkeypatch.setattr(timezone, "now", lambda: NOW + DAY / 24)
    assert "새 이름" not in client.get("/clubs/").content.decode()
    assert "새 이름" in client.get("/clubs/").content.decode()


def test_home_shows_what_others_wrote_of_late_in_my_clubs(signed_in: Client, member: Member, noon: None) -> None:
    mine, own, applied, other = (make_club(name) for name in ("들어간", "연", "신청한", "남의"))
    own.member = member
    own.save()
    ClubMember.objects.create(club=mine, member=member, status=ClubMember.Membership.MEMBER)
    ClubMember.objects.create(club=applied, member=member, status=ClubMember.Membership.APPLIED)
    friend = make_member("소연")
    for n, (club, author, title, fields) in enumerate((
        (mine, friend, "새 글", {}), (own, friend, "내 모임 글", {}), (mine, member, "내가 쓴 글", {}),
        (applied, friend, "못 읽는 글", {}), (other, friend, "남의 글", {}),
        (mine, friend, "지운 글", {"status": Shown.REMOVED}),
        (mine, friend, "옛 글", {"created_date": NOW - 14 * DAY}),
    )):  # fmt: skip
        when = {"created_date": NOW - (n + 1) * DAY / 24}
        ClubPost.objects.create(club=club, member=author, title=title, **{**when, **fields})
    page = signed_in.get("/")
    assert [(shelf.name, [post.title for post in shelf.posts]) for shelf, _ in page.context["shelves"]] == [
        ("news", ["새 글", "내 모임 글"])
    ]
    assert "새 글" in page.content.decode()


def test_home_asks_at_most_twelve_queries_of_a_version_that_looks_for_all_that_is_new(
    signed_in: Client,
    member: Member,
    twenty: list[Activity],
    settings: Settings,
    tmp_path: Path,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    settings.MOIM = settings.MOIM | {"MODEL_DIR": tmp_path}
    ClubMember.objects.create(club=twenty[0].club, member=member, status=1)
    version = services.train(at=NOW)
    try:
        serving.expire()
        signed_in.get("/")
        serving.expire()
        with django_assert_max_num_queries(12):
            page = signed_in.get("/")
        assert set(Impression.objects.values_list("version_id", flat=True)) == {version.pk}
        assert len(page.context["picks"].cards) == 8
    finally:
        serving.forget()


def test_home_shows_no_activity_twice(signed_in: Client, member: Member, twenty: list[Activity]) -> None:
    ClubMember.objects.create(club=twenty[0].club, member=member, status=1)
    ids = ids_of(signed_in.get("/").content)
    assert len(ids) == len(set(ids)) == 8 + 2 * SHELF


def test_home_greets_with_the_sentence_of_the_season(client: Client, noon: None) -> None:
    SeasonTheme.objects.create(sentence="바다 여행", starts=NOW.date(), ends=NOW.date())
    assert "#바다" in client.get("/").content.decode()
    rows.forget()
    SeasonTheme.objects.update(starts=NOW.date() - 2 * DAY, ends=NOW.date() - DAY)
    assert "#바다" not in client.get("/").content.decode()


def test_home_with_nothing_to_show_offers_a_way_on(client: Client, noon: None) -> None:
    page = client.get("/").content.decode()
    assert "아직 열려 있는 활동이 없어요" in page
    assert 'href="/clubs/"' in page


def test_every_card_says_why_it_is_there(client: Client, twenty: list[Activity]) -> None:
    for tab in ("for-you", "popular", "newest"):
        page = client.get(f"/?tab={tab}")
        assert all(card.reason for card in page.context["picks"].cards)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [0, 1, 2]),
        ("?category=3", [0, 1]),
        ("?category=3&category=11", [0, 1, 2]),
        ("?region=2", [1]),
        ("?region=99", [0, 1, 2]),  # what cannot be read is as if it were not there
        ("?sort=deadline", [2, 1, 0]),
        ("?day=2026-05-04", [1, 2]),
        ("?until=2026-05-03", [0]),
        ("?day=2026-05-04&until=2026-05-04", [1]),
        ("?day=nonsense", [0, 1, 2]),
        ("?everything=on", [0, 1, 2, 3]),
        ("?q=러닝", [0]),
        ("?q=책&category=3", []),
        ("?page=99", [0, 1, 2]),
    ],
)
def test_activities_filters(client: Client, noon: None, query: str, expected: list[int]) -> None:
    seoul, gyeonggi = make_club("가", region_id=1), make_club("나", region_id=2)
    rows = [
        make_activity("밤 러닝", club=seoul, recruit_end=NOW + 2 * DAY, start=NOW + 2 * DAY),
        make_activity("풋살", club=gyeonggi, recruit_end=NOW + DAY, start=NOW + 3 * DAY, created_date=NOW - 3 * DAY),
        make_activity(
            "책 읽기", club=seoul, category_id=11, recruit_end=NOW + DAY / 2, start=NOW + 4 * DAY,
            created_date=NOW - 4 * DAY,
        ),
        make_activity("지난 산책", club=seoul, recruit_end=NOW, created_date=NOW - 5 * DAY),
    ]  # fmt: skip
    page = client.get(f"/activities/{query}")
    assert [card.activity.pk for card in page.context["cards"]] == [rows[n].pk for n in expected]


def test_activities_asks_three_queries(
    client: Client, twenty: list[Activity], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/activities/")
    with django_assert_num_queries(3):  # the form's regions, how many, the activities
        client.get("/activities/")


def test_activities_without_a_match_offers_others(client: Client, twenty: list[Activity]) -> None:
    page = client.get("/activities/?q=스쿠버다이빙")
    assert page.context["cards"] == []
    assert len(page.context["instead"]) == 4


def test_clubs_by_size_category_and_name(
    client: Client, noon: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    small, large = make_club("작은 모임"), make_club("큰 모임", main_category_id=11)
    make_club("없어진 모임", status=Shown.REMOVED)
    for n in range(2):
        ClubMember.objects.create(club=large, member=make_member(str(n)), status=1)
    ClubMember.objects.create(club=small, member=make_member("떠난 사람"), status=0)
    client.get("/clubs/")
    with django_assert_num_queries(3):  # the form's regions, how many, the clubs
        page = client.get("/clubs/")
    assert [(club.name, club.member_count) for club in page.context["page"]] == [("큰 모임", 2), ("작은 모임", 0)]
    assert [club.name for club in client.get("/clubs/?category=3").context["page"]] == ["작은 모임"]
    assert [club.name for club in client.get("/clubs/?q=큰").context["page"]] == ["큰 모임"]


def test_clubs_of_a_member_come_first_with_what_they_are_there(
    signed_in: Client, member: Member, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    own = make_club("가", member=member)
    inside, applied, left, gone = (make_club(name) for name in "나다라마")
    Club.objects.filter(pk=gone.pk).update(status=Shown.REMOVED)
    for club, status in ((inside, 1), (applied, -1), (left, 0), (gone, 1)):
        ClubMember.objects.create(club=club, member=member, status=status)
    signed_in.get("/clubs/")
    with django_assert_num_queries(9):
        page = signed_in.get("/clubs/")
    assert page.context["mine"] == [(own, "모임장"), (inside, ""), (applied, "신청했어요, 기다리는 중")]
    assert signed_in.get("/clubs/?q=나").context["mine"] == []


def test_club_shows_some_of_its_members(client: Client, noon: None) -> None:
    club = make_club()
    for n in range(8):
        status = ClubMember.Membership.APPLIED if n == 0 else ClubMember.Membership.MEMBER
        ClubMember.objects.create(club=club, member=make_member(str(n)), status=status, created_date=NOW - n * DAY)
    page = client.get(f"/clubs/{club.pk}/")
    assert [face.nickname for face in page.context["faces"]] == ["7", "6", "5", "4", "3", "2"]
    assert "7명이 함께해요" in page.content.decode()


def test_club_shows_what_comes_and_what_was(
    client: Client, noon: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    club = make_club()
    coming = make_activity("다음 모임", club=club)
    past = make_activity("지난 모임", club=club, start=NOW - DAY, recruit_end=NOW - 2 * DAY)
    with django_assert_num_queries(5):  # club, faces, number of posts, what comes, what was
        page = client.get(f"/clubs/{club.pk}/")
    assert ids_of(page.content) == [coming.pk]
    assert list(page.context["past"]) == [past]


def test_synthetic_rows_are_labelled(client: Client, noon: None) -> None:
    activity = make_activity("예시", club=make_club(synthetic=True), synthetic=True)
    for address in ("/", f"/activities/{activity.pk}/", f"/clubs/{activity.club_id}/"):
        assert "예시 데이터" in client.get(address).content.decode(), address
    Activity.objects.update(synthetic=False)
    assert "예시 데이터" not in client.get("/").content.decode()


def test_what_a_visitor_opens_in_this_visit_shapes_their_list(
    client: Client, noon: None, train: Callable[[], None]
) -> None:
    kinds = ((3, "러닝"), (11, "책 읽기"), (1, "도자기"))
    rows = {
        category: [
            make_activity(
                f"{word} {n}", club=make_club(f"{word} 모임 {n}", main_category_id=category), category_id=category
            )
            for n in range(8)
        ]
        for category, word in kinds
    }
    train()
    before = ids_of(client.get("/").content)[:8]
    for activity in rows[1][:3]:
        client.get(f"/activities/{activity.pk}/")
    after = ids_of(client.get("/").content)[:8]
    pottery = {activity.pk for activity in rows[1]}
    assert len(pottery.intersection(after)) > len(pottery.intersection(before))
    assert len(pottery.intersection(after)) >= 4
    assert len(pottery.intersection(ids_of(Client().get("/").content)[:8])) == len(pottery.intersection(before))
    assert not Interaction.objects.exists()


@pytest.mark.parametrize("show", ["coming", "waiting", "liked", "hidden", "past"])
def test_mine_asks_three_queries(
    signed_in: Client,
    member: Member,
    twenty: list[Activity],
    show: str,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for n, activity in enumerate(twenty[:8]):
        ActivityMember.objects.create(activity=activity, member=member, status=(-1, 1)[n % 2])
        ActivityLike.objects.create(activity=activity, member=member)
        Interaction.objects.create(member_id=member.pk, activity_id=activity.pk, kind="decline", at=NOW)
    with django_assert_num_queries(3):  # session, member, activities
        signed_in.get(f"/mine/?show={show}")


@pytest.mark.parametrize(("tab", "queries"), [("for-you", 8), ("popular", 4), ("newest", 4)])
def test_more_of_a_tab_asks_at_most_eight_queries(
    signed_in: Client,
    member: Member,
    twenty: list[Activity],
    train: Callable[[], None],
    tab: str,
    queries: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    services.record(member_id=member.pk, activity_id=twenty[3].pk, kind="view", at=NOW - DAY)
    TasteMute.objects.create(member=member, kind="category", value="5", level=1)
    train()
    signed_in.get("/")
    with django_assert_num_queries(queries):
        signed_in.get(f"/?tab={tab}&seen={twenty[0].pk}", headers={"HX-Request": "true"})


def test_a_search_asks_the_same_however_much_it_finds(
    client: Client, twenty: list[Activity], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/activities/?q=활동")
    with django_assert_num_queries(5):  # what is not indexed yet, any match, how many, the activities; regions
        assert len(client.get("/activities/?q=활동").context["cards"]) == 20
