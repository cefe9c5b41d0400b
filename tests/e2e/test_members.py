"""Members among each other and with their own things: cards, friends, calendar, weekly mail, profile."""

from __future__ import annotations

import re
import zipfile

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect
from pytest_django import Settings
from tests.teenplay.world import make_club

from teenplay.activities import participation
from teenplay.activities.models import Activity, ActivityMember
from teenplay.friends import friendship
from teenplay.members.models import Member

from .conftest import PASSWORD, Open, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_card_is_joined_and_the_list_made_anew_without_a_reload(
    open_page: Open, activities: list[Activity], member: Member, device: str
) -> None:
    page = open_page("/", device)
    sign_in(page)
    page.evaluate("window.stayed = true")
    first = page.locator("#pick-cards > .card").first
    title = first.locator("h3").inner_text()
    first.locator("summary").click()
    first.get_by_role("button", name="참여하기").click()
    expect(first.locator(".on-cover")).to_contain_text("참여 확정")
    assert ActivityMember.objects.get(member=member).activity.title == title
    page.locator(".toast").get_by_role("link", name="새 추천 보기").click()
    expect(page.locator("#pick-cards h3", has_text=re.compile(f"^{re.escape(title)}$"))).to_have_count(0)
    expect(page.locator("#pick-cards > .card")).to_have_count(8)
    assert page.evaluate("window.stayed")


def test_two_members_become_friends_and_see_what_the_other_joins(
    open_page: Open, activities: list[Activity], member: Member, device: str
) -> None:
    Member.objects.create_user(nickname="바다", password=PASSWORD)
    here, there = open_page("/", device), open_page("/", device)
    sign_in(here)
    sign_in(there, "바다")
    here.goto("/friends/?q=바다")
    here.get_by_role("button", name="친구 신청 바다").click()
    expect(here.get_by_role("region", name=re.compile("답을 기다려요"))).to_contain_text("바다")
    there.goto("/friends/")
    there.get_by_role("button", name="받기 하늘").click()
    expect(there.get_by_role("region", name=re.compile("^내 친구"))).to_contain_text("하늘")
    there.goto(f"/activities/{activities[1].pk}/")
    there.get_by_role("button", name="참여하기").click()
    expect(there.locator("#seat-box")).to_contain_text("참여 확정!")
    here.goto(f"/activities/{activities[1].pk}/")
    expect(here.get_by_text("바다님이 함께해요")).to_be_visible()


def test_the_one_before_cancels_and_who_waits_moves_up(
    open_page: Open, activities: list[Activity], member: Member, device: str
) -> None:
    activity = activities[1]  # four seats
    others = [Member.objects.create_user(nickname=f"먼저 {n}") for n in range(4)]
    now = timezone.now()
    for other in others:
        participation.join(member_id=other.pk, activity_id=activity.pk, now=now)
    page = open_page("/", device)
    sign_in(page)
    page.goto(f"/activities/{activity.pk}/")
    page.get_by_role("button", name="대기 신청하기").click()
    expect(page.locator("#seat-box")).to_contain_text("대기 1번째")
    participation.cancel(member_id=others[0].pk, activity_id=activity.pk, now=now)
    page.reload()
    expect(page.locator("#seat-box")).to_contain_text("참여 확정!")


def test_joining_twice_at_one_time_is_warned_of(
    open_page: Open, activities: list[Activity], member: Member, device: str
) -> None:
    for activity in activities[:2]:
        activity.end = activity.start and activity.start.replace(hour=23, minute=59)
        activity.save()
    page = open_page("/", device)
    sign_in(page)
    page.goto(f"/activities/{activities[0].pk}/")
    page.get_by_role("button", name="참여하기").click()
    expect(page.locator("#seat-box")).to_contain_text("참여 확정!")
    page.goto(f"/activities/{activities[1].pk}/")
    expect(page.locator("#seat-box")).to_contain_text(f"같은 시간에 ‘{activities[0].title}’")


def test_a_calendar_of_ones_own_under_a_secret_address(
    open_page: Open, activities: list[Activity], member: Member, device: str
) -> None:
    participation.join(member_id=member.pk, activity_id=activities[0].pk, now=timezone.now())
    page = open_page("/", device)
    sign_in(page)
    page.goto("/me/")
    page.get_by_role("link", name="내 캘린더").click()
    page.get_by_role("link", name="다음 달").click()
    expect(page.get_by_role("region", name="이 달의 활동")).to_contain_text(activities[0].title)
    page.get_by_role("button", name="비밀 주소 만들기").click()
    address = page.locator("code").inner_text()
    feed = open_page("/", device).request.get(address).text()  # by somebody who is not signed in
    assert "BEGIN:VEVENT" in feed
    page.get_by_role("button", name="주소 새로 만들기").click()
    expect(page.locator("code")).not_to_have_text(address)
    assert page.request.get(address).status == 404


def test_the_weekly_mail_is_chosen_and_ended_from_the_mail(
    open_page: Open, activities: list[Activity], member: Member, device: str, settings: Settings
) -> None:
    page = open_page("/", device)
    sign_in(page)
    page.goto("/me/")
    page.get_by_role("link", name="주간 메일").click()
    page.get_by_label("받을 이메일").fill("sky@example.com")
    page.get_by_label("한 주에 한 번").check()
    page.get_by_role("button", name="저장하기").click()
    expect(page.locator(".toast")).to_contain_text("저장했어요.")
    call_command("digest")
    stop = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>")
    page.goto("/digest/stop/" + stop.rstrip("/").rpartition("/")[2] + "/")
    page.get_by_role("button", name="그만 받기").click()
    expect(page.get_by_role("heading", name="이제 메일을 보내지 않아요")).to_be_visible()
    member.refresh_from_db()
    assert not member.marketing_agree


def test_nickname_and_tastes_are_changed(
    open_page: Open, activities: list[Activity], member: Member, device: str
) -> None:
    page = open_page("/", device)
    sign_in(page)
    page.goto("/me/")
    page.get_by_label("닉네임").fill("파란하늘")
    page.get_by_text("스터디").click()
    page.get_by_role("button", name="저장하기").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("파란하늘")
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("파란하늘님")


def test_a_club_is_found(open_page: Open, activities: list[Activity], device: str) -> None:
    make_club("새벽 수영", region_id=2)
    page = open_page("/clubs/", device)
    page.get_by_label("모임 검색").fill("수영")
    page.get_by_role("button", name="찾아보기").click()
    page.get_by_role("link", name="새벽 수영").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("새벽 수영")


def test_everything_kept_about_a_member_is_downloaded(
    open_page: Open, activities: list[Activity], member: Member, device: str
) -> None:
    friend = Member.objects.create_user(nickname="바다")
    friendship.ask(member_id=member.pk, other_id=friend.pk, now=activities[0].created_date)
    page = open_page("/", device)
    sign_in(page)
    page.goto("/me/")
    with page.expect_download() as download:
        page.get_by_role("link", name="내 정보 모두 내려받기").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert any("하늘" in archive.read(name).decode() for name in archive.namelist())
