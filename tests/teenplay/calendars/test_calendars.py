"""Calendar files as another program reads them, the secret feed, and my month."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar
from pytest_django import DjangoAssertNumQueries
from tests.teenplay.world import DAY, NOW, make_activity, make_club

from teenplay.activities.models import Activity, ActivityMember
from teenplay.calendars import month
from teenplay.calendars.models import CalendarAddress
from teenplay.catalogue.models import Shown
from teenplay.members.models import Member

pytestmark = [pytest.mark.django_db, pytest.mark.database]

START = NOW + 2 * DAY


@pytest.fixture
def joined(member: Member) -> Activity:
    activity = make_activity(
        "물레, 돌리기; 첫걸음", club=make_club(), start=START, end=START + DAY / 12, intro="흙을\n만져요",
        address_location="서울 성동구", address_detail="2층", latitude=37.5, longitude=127.0,
    )  # fmt: skip
    ActivityMember.objects.create(activity=activity, member=member, status=1)
    return activity


def test_one_activity_reads_back(client: Client, joined: Activity) -> None:
    answer = client.get(f"/activities/{joined.pk}/activity.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["summary"] == "물레, 돌리기; 첫걸음"
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (START, START + DAY / 12)
    assert event["location"] == "서울 성동구 2층"
    assert event["uid"] == f"activity-{joined.pk}@teenplay"
    assert event["url"] == f"http://testserver/activities/{joined.pk}/"
    assert event["description"].startswith("흙을\n만져요")
    assert (event["geo"].latitude, event["geo"].longitude) == (37.5, 127.0)
    assert max(len(line) for line in answer.content.split(b"\r\n")) <= 75  # octets: long lines are folded


def test_an_activity_without_a_time_or_removed_has_no_file(client: Client, joined: Activity) -> None:
    Activity.objects.update(start=None)
    assert client.get(f"/activities/{joined.pk}/activity.ics").status_code == 404
    Activity.objects.update(start=START, status=Shown.REMOVED)
    assert client.get(f"/activities/{joined.pk}/activity.ics").status_code == 404


def test_feed_needs_nothing_but_the_secret(
    client: Client,
    signed_in: Client,
    member: Member,
    joined: Activity,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    waiting = make_activity("대기 중")
    ActivityMember.objects.create(activity=waiting, member=member, status=-1)
    signed_in.post("/calendar/new-address/")
    secret = CalendarAddress.objects.get().secret
    assert f"http://testserver/calendar/{secret}.ics" in signed_in.get("/calendar/").content.decode()
    with django_assert_num_queries(2):
        answer = Client().get(f"/calendar/{secret}.ics")
    assert [str(event["summary"]) for event in Calendar.from_ical(answer.content).walk("VEVENT")] == [joined.title]
    signed_in.post("/calendar/new-address/")
    assert Client().get(f"/calendar/{secret}.ics").status_code == 404
    fresh = CalendarAddress.objects.get().secret
    assert len(fresh) >= 32
    Member.objects.update(status=Member.AccountStatus.LEFT)
    assert Client().get(f"/calendar/{fresh}.ics").status_code == 404


def test_month_shows_what_is_joined_on_its_days(
    signed_in: Client, joined: Activity, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(4):  # session, member, activities, address
        page = signed_in.get("/calendar/")
    assert page.context["first"] == datetime.date(2026, 5, 1)
    days = {day.date: day for week in page.context["weeks"] for day in week}
    assert [day for day, cell in days.items() if cell.activities] == [datetime.date(2026, 5, 3)]
    assert [day for day, cell in days.items() if cell.today] == [datetime.date(2026, 5, 1)]
    for wrong in ("x", "2026-13", "0001-01", "9999-12", ""):
        assert signed_in.get("/calendar/", {"month": wrong}).context["first"] == datetime.date(2026, 5, 1)


def test_weeks_by_hand() -> None:
    """May 2026 begins on a Friday: six weeks from Sunday 26 April to Saturday 6 June."""
    first = datetime.date(2026, 5, 1)
    seoul = timezone.get_current_timezone()
    at = lambda day, hour: datetime.datetime(2026, 5, day, hour, tzinfo=seoul)  # noqa: E731
    camp = Activity(title="캠핑", start=at(30, 20), end=at(31, 0) + 3 * DAY)  # until midnight before 3 June
    weeks = month.weeks(first, [camp, Activity(title="늦은 밤", start=at(9, 23), end=at(9, 23))], first)
    assert (len(weeks), weeks[0][0].date, weeks[-1][-1].date) == (
        6,
        datetime.date(2026, 4, 26),
        datetime.date(2026, 6, 6),
    )
    busy = {
        day.date.isoformat()[5:]: [a.title for a in day.activities] for week in weeks for day in week if day.activities
    }
    assert busy == {"05-09": ["늦은 밤"], **{day: ["캠핑"] for day in ("05-30", "05-31", "06-01", "06-02")}}


def test_calendar_is_for_members(client: Client, noon: None) -> None:
    assert client.get("/calendar/")["Location"].startswith("/sign-in/")
    assert client.post("/calendar/new-address/")["Location"].startswith("/sign-in/")
    assert client.get("/calendar/nonsense.ics").status_code == 404
