"""``GET /ai/activities/`` as TeenPlay's front end has always asked it."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from moim_django import services
from moim_django.models import Impression
from teenplay.activities import participation
from teenplay.activities.models import Activity
from teenplay.clubs.models import Club
from teenplay.members.models import Member

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("model_dir")]

DAY = datetime.timedelta(days=1)
COLUMNS = {
    *("id", "created_date", "updated_date", "club_id", "activity_title", "activity_content", "activity_intro"),
    *("recruit_start", "recruit_end", "category_id", "activity_address_location", "activity_address_detail"),
    *("thumbnail_path", "banner_path", "activity_start", "activity_end", "festival_id", "pay_id", "status"),
}
"""Those of SCHEMA's tbl_activity."""


@pytest.fixture
def activities() -> list[Activity]:
    now = timezone.now()
    clubs = [Club.objects.create(name=name, main_category_id=id) for id, name in ((1, "도자기"), (3, "러닝"))]
    return [
        Activity.objects.create(
            club=clubs[number % 2],
            category_id=(1, 3)[number % 2],
            title=f"{number}번째 {clubs[number % 2].name} 모임",
            content="<p>함께해요</p>",
            created_date=now - 5 * DAY,
            recruit_start=now - 4 * DAY,
            recruit_end=now + 4 * DAY,
            start=now + 5 * DAY,
            end=now + 5 * DAY,
        )
        for number in range(12)
    ]


@pytest.fixture
def me(client: Client) -> Member:
    member = Member.objects.create_user(nickname="me", keyword1="도자기")
    client.force_login(member)
    return member


@pytest.mark.parametrize("trained", [True, False])
def test_eight_activities_with_all_columns_in_six_queries(
    client: Client,
    me: Member,
    activities: list[Activity],
    django_assert_max_num_queries: DjangoAssertNumQueries,
    train: Callable[[], None],
    trained: bool,
) -> None:
    guest = Member.objects.create_user(nickname="guest")
    participation.like(member_id=me.pk, activity_id=activities[0].pk, now=timezone.now())
    participation.join(member_id=guest.pk, activity_id=activities[0].pk, now=timezone.now())
    participation.join(member_id=me.pk, activity_id=activities[1].pk, now=timezone.now())
    if trained:
        train()
    client.get("/ai/activities/")

    with django_assert_max_num_queries(6):
        answer = client.get("/ai/activities/")

    shown = answer.json()["activities"]
    assert len(shown) == 8
    assert activities[1].pk not in {one["id"] for one in shown}
    for one in shown:
        assert set(one) >= COLUMNS | {"is_like", "like_count", "member_count"}
    counts = {one["id"]: (one["is_like"], one["like_count"], one["member_count"]) for one in shown}
    assert counts.get(activities[0].pk, (True, 1, 1)) == (True, 1, 1)
    assert set(counts.values()) <= {(True, 1, 1), (False, 0, 0)}
    last = Impression.objects.order_by("-id").first()
    assert last is not None
    assert (last.surface, last.version is not None, last.member_id) == ("ai-activities", trained, me.pk)


def test_a_visitor_gets_eight_as_well(
    client: Client,
    activities: list[Activity],
    django_assert_max_num_queries: DjangoAssertNumQueries,
    train: Callable[[], None],
) -> None:
    train()
    client.get("/ai/activities/")
    with django_assert_max_num_queries(3):  # season, activities, impressions
        shown = client.get("/ai/activities/").json()["activities"]
    assert len(shown) == 8
    assert {(one["is_like"], one["club_id"] is None) for one in shown} == {(False, False)}


def test_the_next_answer_follows_a_click(
    client: Client, me: Member, activities: list[Activity], train: Callable[[], None]
) -> None:
    train()
    first = [one["id"] for one in client.get("/ai/activities/").json()["activities"]]
    participation.join(member_id=me.pk, activity_id=first[0], now=timezone.now())
    Activity.objects.filter(pk=first[1]).update(status=0)
    Activity.objects.filter(pk=first[2]).update(recruit_end=timezone.now())
    Activity.objects.filter(pk=first[3]).update(capacity=0)
    services.record(member_id=me.pk, activity_id=first[4], kind="decline")

    second = [one["id"] for one in client.get("/ai/activities/").json()["activities"]]
    assert not set(first[:5]) & set(second)
    assert len(second) == 7  # of twelve, five are gone


def test_only_reading_is_answered(client: Client) -> None:
    assert client.post("/ai/activities/").status_code == 405
