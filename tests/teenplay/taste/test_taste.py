"""What is believed about a member: worked out by hand, turned down, and gone from the next list."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings
from tests.teenplay.world import DAY, NOW, make_activity, make_club, make_member

from moim.members import MemberState
from moim_django import services
from moim_django.models import Interaction, StoredState
from moim_django.serving import serving
from teenplay.activities.models import Activity
from teenplay.adapter import TeenplayAdapter
from teenplay.clubs.models import ClubMember
from teenplay.members.models import FavoriteCategory, Member
from teenplay.search import index
from teenplay.taste.beliefs import Belief, beliefs
from teenplay.taste.facets import part_of_week
from teenplay.taste.models import FacetKind, Level, TasteMute

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def past(member: Member) -> list[Activity]:
    """Two runs joined and liked on a weekend at noon in Mapo, a book evening looked at, a study said no to."""
    runs, books = make_club("느린 달리기"), make_club("책방", main_category_id=11)
    saturday = NOW + DAY  # 2 May 2026, noon in Seoul
    rows = [
        make_activity("마포 러닝 5km", club=runs, address_location="서울 마포구 망원동", start=saturday, end=saturday),
        make_activity("새벽 러닝", club=runs, address_location="서울 마포구 합정동", start=saturday, end=saturday),
        make_activity(
            "책 읽는 밤", club=books, category_id=11, address_location="서울 성동구", start=NOW + 3 * DAY / 2
        ),
        make_activity("토익 공부", club=books, category_id=11, start=None, end=None),
    ]
    index.refresh(limit=10)
    for activity, kind in zip(rows, ("join", "like", "view", "decline"), strict=True):
        services.record(member_id=member.pk, activity_id=activity.pk, kind=kind, at=NOW)
    return rows


def believed(member: Member, kind: FacetKind) -> dict[str, Belief]:
    return {belief.label: belief for belief in beliefs(member)[0].get(kind, [])}


def test_beliefs_weigh_what_was_done(member: Member, past: list[Activity]) -> None:
    runs = believed(member, FacetKind.CATEGORY)["운동·액티비티"]
    assert (runs.weight, dict(runs.deeds)) == (1.0, {"join": 1, "like": 1})
    study = believed(member, FacetKind.CATEGORY)["스터디"]
    assert study.weight == pytest.approx((0.15 - 0.5) / 1.5)  # a look and a no, against a join and a like
    assert study.unwanted
    assert believed(member, FacetKind.PLACE)["서울 성동구"].weight == pytest.approx(0.15 / 1.5)
    assert list(believed(member, FacetKind.WORD)) == ["러닝"]  # the only word of two activities
    assert believed(member, FacetKind.TIME).keys() == {"주말 낮", "주말 오전"}
    assert list(believed(member, FacetKind.CLUB)) == ["느린 달리기", "책방"]


def test_part_of_week_is_of_seoul() -> None:
    assert part_of_week(NOW) == "weekday-afternoon"  # a Friday at noon there
    assert part_of_week(NOW + DAY / 2) == "weekend-morning"  # midnight: Saturday has begun


def test_what_was_told_comes_first_and_is_named_so(member: Member, past: list[Activity]) -> None:
    FavoriteCategory.objects.create(member=member, category_id=5)
    first = next(iter(believed(member, FacetKind.CATEGORY).values()))
    assert (first.label, first.told, first.weight) == ("여행·동행", True, 0.0)


def test_page_asks_nine_queries(
    signed_in: Client, past: list[Activity], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(9):  # session, member; told 2, turned down, state, activities, names 2
        page = signed_in.get("/me/taste/").content.decode()
    assert "운동·액티비티" in page
    assert "참여 1번" in page


def test_empty_page_has_a_way_on(signed_in: Client) -> None:
    assert "아직 아는 것이 없어요" in signed_in.get("/me/taste/").content.decode()


def turn(client: Client, kind: str, value: str, level: int) -> int:
    return client.post("/me/taste/turn/", {"kind": kind, "value": value, "level": str(level)}).status_code


def state(member: Member) -> dict[str, str]:
    """What the recommender gets of the member's traces."""
    _, permitted = TeenplayAdapter().member(member.pk, services.state_of(member.pk))
    return {activity_id: trace.standing for activity_id, trace in permitted.traces.items()}


@pytest.mark.parametrize(
    ("kind", "value", "left"),
    [
        ("category", "3", ["view", "decline"]),
        ("word", "러닝", ["view", "decline"]),
        ("place", "서울 마포구", ["view", "decline"]),
        ("place", "서울 성동구", ["join", "like", "decline"]),
        ("time", "weekend-afternoon", ["view", "decline"]),
    ],
)
def test_removed_beliefs_take_their_traces_along(
    signed_in: Client, member: Member, past: list[Activity], kind: str, value: str, left: list[str]
) -> None:
    assert turn(signed_in, kind, value, 2) == 302
    assert list(state(member).values()) == left
    turn(signed_in, kind, value, 0)
    assert list(state(member).values()) == ["join", "like", "view", "decline"]
    assert not TasteMute.objects.exists()


def test_turned_down_beliefs_count_as_looks(signed_in: Client, member: Member, past: list[Activity]) -> None:
    turn(signed_in, "category", "3", 1)
    assert list(state(member).values()) == ["view", "view", "view", "decline"]


def test_profile_leaves_out_what_was_turned_down(
    signed_in: Client, member: Member, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    club = make_club()
    ClubMember.objects.create(club=club, member=member, status=ClubMember.Membership.MEMBER)
    FavoriteCategory.objects.create(member=member, category_id=5)
    Member.objects.filter(pk=member.pk).update(keyword1="바다", keyword2="등산", region=1, latitude=37.5, longitude=127)
    for kind, value in (("category", "5"), ("word", "바다"), ("club", str(club.pk)), ("place", "서울")):
        turn(signed_in, kind, value, 2)
    with django_assert_num_queries(1):
        profile = TeenplayAdapter().member(member.pk, MemberState())[0]
    assert (profile.interests, profile.keywords, profile.clubs, profile.region) == ((), ("등산",), frozenset(), "")
    assert profile.lat != profile.lat  # nan: the home went with the region


@pytest.mark.parametrize(
    "wrong", [("everything", "", 2), ("category", "3", 7), ("category", "", 2), ("word", "가" * 101, 2), ("x", "y", 1)]
)
def test_nonsense_is_refused(signed_in: Client, wrong: tuple[str, str, int]) -> None:
    assert turn(signed_in, *wrong) == 400


def test_another_member_keeps_their_beliefs(signed_in: Client, past: list[Activity]) -> None:
    other = make_member("소연")
    services.record(member_id=other.pk, activity_id=past[0].pk, kind="join", at=NOW)
    turn(signed_in, "category", "3", 2)
    assert list(state(other).values()) == ["join"]


def test_pause_then_start_again(signed_in: Client, member: Member, past: list[Activity]) -> None:
    signed_in.post("/me/taste/pause/", {"on": "1"})
    assert state(member) == {}
    assert TeenplayAdapter().member(member.pk, MemberState())[0].member_id == ""
    assert "멈춘 상태예요" in signed_in.get("/me/taste/").content.decode()
    signed_in.post("/me/taste/pause/", {"on": "0"})
    assert len(state(member)) == 4


def test_reset_forgets_clicks_and_keeps_what_was_told(signed_in: Client, member: Member, past: list[Activity]) -> None:
    FavoriteCategory.objects.create(member=member, category_id=5)
    turn(signed_in, "category", "3", 2)
    signed_in.post("/me/taste/reset/")
    assert not Interaction.objects.exists()
    assert not StoredState.objects.exclude(blob=b"").exists()
    assert not TasteMute.objects.exists()
    assert [belief.label for rows in beliefs(member)[0].values() for belief in rows] == ["여행·동행"]


def test_changes_are_posts_of_members(client: Client, noon: None) -> None:
    for address in ("turn", "pause", "reset"):
        assert client.get(f"/me/taste/{address}/").status_code == 405
        assert client.post(f"/me/taste/{address}/")["Location"].startswith("/sign-in/")
    assert client.get("/me/taste/")["Location"] == "/sign-in/?next=%2Fme%2Ftaste%2F"


@pytest.fixture
def trained(settings: Settings, tmp_path: Path, member: Member) -> None:
    """A version trained on two crowds: ten who run and ten who read. The member has joined five runs."""
    settings.MOIM = {**settings.MOIM, "MODEL_DIR": tmp_path / "models", "SYNC_SECONDS": 0}
    serving.forget()
    clubs = make_club("느린 달리기"), make_club("책방", main_category_id=11)
    old = [
        make_activity(
            f"{('한강 러닝', '책 읽기 모임')[n % 2]} {n}", club=clubs[n % 2], category_id=(3, 11)[n % 2],
            created_date=NOW - 60 * DAY, recruit_start=NOW - 60 * DAY, recruit_end=NOW - n * DAY / 4,
            start=NOW, end=NOW,
        )
        for n in range(20)
    ]  # fmt: skip
    for n in range(20):
        who = make_member(f"m{n}")
        for turn_, activity in enumerate(old[n % 2 :: 2]):
            at = NOW - (50 - turn_ * 3) * DAY
            services.record(member_id=who.pk, activity_id=activity.pk, kind="join", at=at)
    for turn_, activity in enumerate(old[0:10:2]):
        services.record(member_id=member.pk, activity_id=activity.pk, kind="join", at=NOW - (40 - turn_) * DAY)
    new = [make_club(f"새 모임 {n}", main_category_id=(3, 11)[n % 2]) for n in range(16)]
    for n in range(32):
        make_activity(
            f"{('한강 러닝', '책 읽기 모임')[n % 2]} 새 {n}", club=new[n % 16], category_id=(3, 11)[n % 2],
            created_date=NOW - 30 * DAY, recruit_start=NOW - 30 * DAY,
        )  # fmt: skip
    services.train(at=NOW)


def runs_in_list(client: Client) -> int:
    cards = client.get("/").context["picks"].cards
    assert len(cards) == 8
    return sum(card.activity.category_id == 3 for card in cards)


def test_the_next_list_shows_what_was_removed(trained: None, signed_in: Client, member: Member) -> None:
    before = runs_in_list(signed_in)
    for level in (Level.LESS, Level.NOTHING):
        turn(signed_in, "category", "3", level)
    without = runs_in_list(signed_in)
    turn(signed_in, "category", "3", 0)
    assert before > without
    assert runs_in_list(signed_in) == before
    signed_in.post("/me/taste/pause/", {"on": "1"})
    visitor = [card.activity.pk for card in Client().get("/").context["picks"].cards]
    assert [card.activity.pk for card in signed_in.get("/").context["picks"].cards] == visitor
