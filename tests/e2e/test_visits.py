"""A visitor: what can be found, and what is asked only when somebody acts."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from tests.teenplay.world import DAY, make_activity, make_club

from moim_django.models import Interaction
from teenplay.activities.models import Activity, ActivityLike
from teenplay.members.models import Member

from .conftest import PASSWORD, Open

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("typed", ["한강 러닝", "한강러닝", "ㅎㄱㄹㄴ", "gksrkdfjsld"])
def test_search_takes_what_people_type(open_page: Open, activities: list[Activity], device: str, typed: str) -> None:
    page = open_page("/activities/", device)
    page.locator("#q").fill(typed)
    page.get_by_role("button", name="찾아보기").click()
    page.wait_for_url("**/activities/?q=*")
    assert len(page.locator(".card h3").all_inner_texts()) == 7
    assert all("한강 러닝" in title for title in page.locator(".card h3").all_inner_texts())


def test_a_search_without_a_match_offers_something(open_page: Open, activities: list[Activity], device: str) -> None:
    page = open_page("/activities/?q=스쿠버", device)
    expect(page.get_by_role("heading", name="조건에 맞는 활동이 없어요")).to_be_visible()
    expect(page.get_by_role("region", name="대신 이런 활동은 어때요?").locator(".card")).to_have_count(4)
    page.get_by_role("link", name="조건 모두 지우기").click()
    expect(page.get_by_text("활동 20개")).to_be_visible()


def test_filters_narrow_and_have_an_address(open_page: Open, activities: list[Activity], device: str) -> None:
    far = make_activity(
        "부산 바다 산책", club=make_club("바다", region_id=4), created_date=timezone.now() - DAY,
        recruit_start=timezone.now() - DAY, recruit_end=timezone.now() + DAY, start=timezone.now() + 2 * DAY,
    )  # fmt: skip
    page = open_page("/activities/", device)
    page.get_by_text("지역 · 날짜 · 정렬").click()
    page.get_by_label("지역", exact=True).select_option("4")
    page.get_by_role("button", name="찾아보기").click()
    expect(page.locator(".card h3")).to_have_text([far.title])
    page.reload()
    expect(page.locator(".card h3")).to_have_text([far.title])
    expect(page.get_by_label("지역", exact=True)).to_have_value("4")


def test_a_visitor_chooses_where_near_is(open_page: Open, activities: list[Activity], device: str) -> None:
    for n in range(2):
        make_activity(
            f"부산 산책 {n}", club=make_club("바다", region_id=4), created_date=timezone.now() - 30 * DAY,
            recruit_start=timezone.now() - DAY, recruit_end=timezone.now() + 40 * DAY, start=timezone.now() + 50 * DAY,
        )  # fmt: skip
    page = open_page("/?tab=newest", device)
    near = page.get_by_role("region", name="근처에서")
    near.get_by_label("지역").select_option("4")
    near.get_by_role("button", name="보기").click()
    expect(near.locator(".card h3")).to_have_text(["부산 산책 0", "부산 산책 1"])


def test_liking_on_a_list_asks_to_sign_in_and_is_done_then(
    open_page: Open, activities: list[Activity], member: Member, device: str
) -> None:
    page = open_page("/?tab=newest", device)
    page.locator("#pick-cards > .card").nth(1).locator(".heart button").click()
    page.wait_for_url("**/sign-in/**")
    expect(page.get_by_text("하려던 일을 바로 이어서")).to_be_visible()
    page.get_by_label("닉네임 또는 이메일").fill("하늘")
    page.get_by_label("비밀번호").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="로그인").click()
    page.wait_for_url("**/?tab=newest")
    expect(page.locator(f"#heart-{activities[1].pk}")).to_have_attribute("aria-pressed", "true")
    assert ActivityLike.objects.get().activity == activities[1]


def test_looking_around_asks_nothing_and_stores_nothing(
    open_page: Open, activities: list[Activity], device: str
) -> None:
    page = open_page("/", device)
    page.locator("#pick-cards h3 a").first.click()
    page.get_by_role("link", name=activities[0].club.name).or_(
        page.get_by_role("link", name=activities[1].club.name)
    ).first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert "/sign-in/" not in page.url
    assert not Interaction.objects.exists()


def test_what_is_not_there_offers_a_way_on(open_page: Open, activities: list[Activity], device: str) -> None:
    page = open_page("/clubs/", device)
    page.context.new_page().goto("/activities/999999/")  # its own page: a 404 is told on the console
    lost = page.context.pages[-1]
    expect(lost.get_by_role("heading", name="찾는 곳이 여기에 없어요")).to_be_visible()
    lost.get_by_role("link", name="열려 있는 활동 보기").click()
    expect(lost.locator(".card").first).to_be_visible()
