"""A member's own pages and a club owner's, in a real browser: the way through them, and access for everybody."""

from __future__ import annotations

import datetime
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from tests.teenplay.world import DAY, make_activity, make_club, make_member

from moim_django import services
from teenplay.activities import participation
from teenplay.activities.models import Activity
from teenplay.calendars.models import CalendarAddress
from teenplay.friends import friendship
from teenplay.members.models import Member

from .access import assert_accessible
from .conftest import PASSWORD, Open, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = (
    *("/me/", "/me/taste/", "/me/leave/", "/friends/", "/friends/{friend}/", "/calendar/", "/digest/"),
    *("/clubs/open/", "/clubs/{club}/edit/", "/clubs/{club}/manage/", "/clubs/{club}/activities/open/"),
    *("/activities/{id}/edit/", "/activities/{id}/people/", "/activities/{id}/", "/clubs/{club}/"),
)


@pytest.fixture
def own(member: Member, activities: list[Activity]) -> dict[str, int]:
    """A member who owns a club, has a friend, has joined, liked and refused, and has an applicant."""
    now = timezone.now()
    friend, applicant = make_member("소연"), make_member("긴이름을가진지원자열두글자")
    friendship.ask(member_id=friend.pk, other_id=member.pk, now=now)
    friendship.ask(member_id=member.pk, other_id=friend.pk, now=now)
    friendship.ask(member_id=applicant.pk, other_id=member.pk, now=now)
    for activity, kind in zip(activities[:6], ("view", "like", "decline", "view", "like", "view"), strict=True):
        services.record(member_id=member.pk, activity_id=activity.pk, kind=kind)
    for who in (member, friend):
        participation.join(member_id=who.pk, activity_id=activities[6].pk, now=now)
    club = make_club("노을 달리기", member=member)
    times = {"recruit_start": now - DAY, "recruit_end": now + DAY, "start": now + 2 * DAY, "end": now + 2 * DAY}
    activity = make_activity("노을 5km", club=club, approval=True, created_date=now - DAY, **times)
    participation.join(member_id=applicant.pk, activity_id=activity.pk, now=now)
    CalendarAddress.objects.create(member=member)
    return {"club": club.pk, "id": activity.pk, "friend": friend.pk}


def test_axe_finds_nothing_and_no_page_is_too_wide(open_page: Open, own: dict[str, int]) -> None:
    page = open_page("/")
    sign_in(page)
    assert_accessible(page, [path.format(**own) for path in PAGES])


def test_a_club_and_an_activity_are_opened(open_page: Open, member: Member, device: str) -> None:
    page = open_page("/", device)
    sign_in(page)
    page.goto("/me/")
    page.get_by_role("link", name="새 모임 열기").click()
    page.get_by_label("모임 이름").fill("노을 달리기")
    page.get_by_label("대표 카테고리").select_option("3")
    page.get_by_role("button", name="모임 열기").click()
    page.get_by_role("link", name="새 활동 열기").first.click()
    page.get_by_label("활동 이름").fill("한강 노을 5km")
    page.locator("[contenteditable]").click()  # what the script puts in the textarea's place
    page.keyboard.type("천천히 달려요")
    page.get_by_label("카테고리").select_option("3")
    now = timezone.localtime()
    for label, days in (("모집 시작", 0), ("모집 마감", 1), ("시작", 2), ("끝", 2)):
        moment = (now + datetime.timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")
        page.get_by_label(label, exact=True).fill(moment)
    page.get_by_role("button", name="미리 보기").click()
    expect(page.get_by_text("미리 보기 · 아직")).to_be_visible()
    assert not Activity.objects.exists()
    page.locator("main").get_by_role("button", name="활동 열기").click()
    expect(page.get_by_role("heading", name="한강 노을 5km")).to_be_visible()
    expect(page.locator(".rich")).to_have_text("천천히 달려요")


def test_an_applicant_is_accepted(open_page: Open, own: dict[str, int], device: str) -> None:
    page = open_page("/", device)
    sign_in(page)
    page.goto(f"/activities/{own['id']}/people/")
    page.get_by_role("button", name=re.compile("님 받기")).click()
    expect(page.get_by_role("heading", name="참여하는 사람 1")).to_be_visible()
    expect(page.locator(".toast")).to_have_text("받았어요.")


def test_a_belief_is_removed(open_page: Open, own: dict[str, int], device: str) -> None:
    page = open_page("/", device)
    sign_in(page)
    page.goto("/me/taste/")
    belief = page.locator(".belief").first
    name = belief.locator("strong").inner_text()
    belief.get_by_role("button", name=f"{name} 빼기").click()
    expect(page.locator(".belief.muted strong")).to_have_text(name)
    page.get_by_role("button", name=f"{name} 되돌리기").click()
    expect(page.locator(".belief.muted")).to_have_count(0)


def test_leaving(open_page: Open, own: dict[str, int], device: str) -> None:
    page = open_page("/", device)
    sign_in(page)
    page.goto("/me/")
    page.get_by_role("link", name="탈퇴하기").click()
    page.get_by_label("비밀번호를 한 번 더").fill(PASSWORD)
    page.get_by_role("button", name="탈퇴하기").click()
    expect(page.locator(".toast")).to_contain_text("모두 지웠어요")
    assert not Member.objects.filter(nickname="하늘").exists()
