from typing import Any

import pytest
from tests.teenplay.world import DAY, NOW, make_activity, make_club, make_member

from teenplay.activities.models import Activity, Pay
from teenplay.clubs.models import Club, ClubCategory
from teenplay.exchange import completion
from teenplay.exchange.completion.sentences import GROUPS, INFOS, INTROS, intro_and_info

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def complete(seed: int = 7) -> completion.Completed:
    return completion.complete(seed=seed, now=NOW)


def bare_club(name: str = "달빛", **fields: Any) -> Club:
    return make_club(name, **{"main_category_id": None, "made_up": ["created_date"], **fields})


def test_a_bare_name_becomes_a_club_and_every_made_up_column_is_marked() -> None:
    owner = make_member()
    club = bare_club()
    assert complete().clubs == 1
    club.refresh_from_db()
    assert club.member == owner
    assert club.main_category is not None
    assert club.region is not None
    assert club.intro
    assert club.info
    assert NOW - 366 * DAY < club.created_date < NOW
    further = list(ClubCategory.objects.filter(club=club).values_list("category_id", flat=True))
    assert 1 <= len(set(further)) <= 3
    assert club.main_category_id not in further
    assert club.made_up == [
        "created_date",
        "member_id",
        "club_main_category_id",
        "club_region_id",
        "club_intro",
        "club_info",
        "tbl_club_category",
    ]


def test_what_a_club_has_is_kept() -> None:
    make_member()
    club = make_club("한강 러닝", intro="뛰어요", region_id=4, member=make_member("주인"))
    complete()
    club.refresh_from_db()
    assert (club.intro, club.region_id, club.main_category_id, club.member.nickname) == ("뛰어요", 4, 3, "주인")
    assert club.made_up == ["club_info", "tbl_club_category"]


def test_region_and_category_follow_the_name_where_it_says_them() -> None:
    make_member()
    club = bare_club("부산 재테크 수다")
    complete()
    club.refresh_from_db()
    assert (club.region.name, club.main_category.name) == ("부산", "재테크")


def test_category_follows_the_clubs_activities() -> None:
    make_member()
    club = bare_club()
    for category in (10, 10, 4):
        make_activity(club=club, category_id=category)
    complete()
    club.refresh_from_db()
    assert club.main_category_id == 10
    assert club.created_date <= NOW - 2 * DAY


def test_an_activity_gets_a_club_of_its_category_a_place_and_a_payment_of_nothing() -> None:
    make_member()
    make_club("딴 모임", main_category_id=1, region_id=1)
    club = make_club("뛰는 모임", main_category_id=3, region_id=15)
    activity = make_activity()
    complete()
    activity.refresh_from_db()
    club.refresh_from_db()
    assert (activity.club, activity.address_location) == (club, "제주")
    assert (activity.pay.price, activity.pay.receipt_id, activity.pay.member) == (0, "", club.member)
    assert activity.made_up == ["club_id", "activity_address_location", "pay_id"]


def test_place_follows_the_title_before_the_club() -> None:
    make_member()
    activity = make_activity("부산 해운대구 아침 달리기", club=make_club(region_id=1))
    complete()
    activity.refresh_from_db()
    assert activity.address_location == "부산 해운대구"


def test_club_of_the_place_the_activity_names_is_preferred() -> None:
    make_member()
    for region in (1, 4, 9):
        make_club(f"모임 {region}", region_id=region)
    activities = [make_activity(f"부산 해운대구 {n}") for n in range(5)]
    complete()
    assert {Activity.objects.get(pk=a.pk).club.region_id for a in activities} == {4}


@pytest.mark.parametrize(
    ("given", "made_up"),
    [
        ({}, []),
        ({"start": None, "end": None}, ["activity_start", "activity_end"]),
        ({"recruit_start": None, "recruit_end": None}, ["recruit_end", "recruit_start"]),
        ({"recruit_end": NOW + 5 * DAY}, ["recruit_end"]),
        ({"created_date": NOW + 9 * DAY}, ["created_date"]),
        ({"end": NOW - DAY}, ["activity_end"]),
        (dict.fromkeys(("recruit_start", "recruit_end", "start", "end")), None),
    ],
)
def test_times_are_brought_into_the_right_order(given: dict[str, Any], made_up: list[str] | None) -> None:
    make_member()
    activity = make_activity(club=make_club(), address_location="서울", **given)
    complete()
    activity.refresh_from_db()
    times = [activity.created_date, activity.recruit_start, activity.recruit_end, activity.start, activity.end]
    assert times == sorted(times)
    if made_up is not None:
        assert activity.made_up == [*made_up, "pay_id"]
    for name in ("start", "end"):
        if name not in given:
            assert getattr(activity, name) == NOW + 2 * DAY


def test_the_same_seed_makes_the_same_up_and_a_second_time_changes_nothing() -> None:
    make_member()
    make_member("둘")
    clubs = [bare_club(f"모임 {n}") for n in range(8)]
    for n in range(8):
        make_activity(f"활동 {n}", start=None, end=None, category_id=None)
    complete()
    first = state()
    assert (complete(), Pay.objects.count()) == (completion.Completed(), 8)
    assert state() == first
    Activity.objects.update(club=None, pay=None, start=None, end=None, category=None, address_location="", made_up=[])
    ClubCategory.objects.all().delete()
    Club.objects.update(
        main_category=None, region=None, member=None, intro="", info="", made_up=["created_date"], created_date=NOW
    )
    complete()
    again = state()
    assert again == first
    assert len({club.intro for club in Club.objects.all()}) > 3
    assert len(clubs) == 8


def state() -> list[Any]:
    clubs = Club.objects.order_by("id").values_list("main_category", "region", "member", "intro", "info", "made_up")
    activities = Activity.objects.order_by("id").values_list("club", "start", "end", "category", "made_up")
    further = ClubCategory.objects.order_by("club", "category").values_list("club", "category")
    return [list(clubs), list(activities), list(further)]


def test_without_members_it_says_what_is_lacking() -> None:
    bare_club()
    make_activity()
    notes = complete().notes
    assert notes == [
        "1 clubs without an owner: there are no members yet",
        "1 activities without a club: none has their category",
        "1 activities without a payment: their club has no owner",
    ]


class Chosen:
    """A generator that takes one sentence and one word for the group."""

    def __init__(self, intro: int, info: int, group: str) -> None:
        self.answers = {INTROS: INTROS[intro], INFOS: INFOS[info], GROUPS: group}

    def choice(self, among: tuple[str, ...]) -> str:
        return self.answers[among]


@pytest.mark.parametrize(
    ("topic", "group", "intro", "info"),
    [
        ("취미", "모임", "취미를 좋아하는 사람들이", "우리 모임은 처음"),
        ("스터디", "클럽", "스터디를 좋아하는 사람들이", "우리 클럽은 처음"),
        ("재테크", "동호회", "재테크를 좋아하는 사람들이", "우리 동호회는 처음"),
        ("문화·예술", "소모임", "문화·예술을 좋아하는 사람들이", "우리 소모임은 처음"),
    ],
)
def test_particles_follow_the_words(topic: str, group: str, intro: str, info: str) -> None:
    said = intro_and_info(Chosen(0, 0, group), name="달빛", topic=topic, region="서울")  # type: ignore[arg-type]
    assert said[0].startswith(intro)
    assert said[1].startswith(info)


def test_particles_follow_the_word_for_the_group_too() -> None:
    said = intro_and_info(Chosen(1, 4, "동호회"), name="달빛", topic="취미", region="서울")  # type: ignore[arg-type]
    assert said == (
        "서울에서 취미를 함께 즐기는 동호회예요.",
        "조용히 있다 가도 괜찮은 동호회예요. 취미에 대한 이야기라면 언제든 반가워요.",
    )
