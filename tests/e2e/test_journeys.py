"""What people do, from the first page to the end of it."""

import re

import pytest
from playwright.sync_api import Page, expect

from moim_django.models import Interaction
from teenplay.activities.models import Activity, ActivityMember
from teenplay.members.models import Member

from .conftest import PASSWORD, Open, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def cards(page: Page) -> list[str]:
    return page.locator("#pick-cards > .card h3").all_inner_texts()


def test_visitor_changes_tabs_and_sees_more_without_a_reload(
    open_page: Open, activities: list[Activity], device: str
) -> None:
    page = open_page("/", device)
    page.evaluate("window.stayed = true")
    page.get_by_role("link", name="최신").click()
    expect(page.get_by_role("link", name="최신")).to_have_attribute("aria-current", "page")
    assert cards(page) == [activity.title for activity in activities[:8]]
    page.get_by_role("link", name="더 보기").click()
    expect(page.locator("#pick-cards > .card")).to_have_count(12)  # the other eight stand below
    assert cards(page) == [activity.title for activity in activities[:8] + activities[16:]]
    ids = page.locator("[id]").evaluate_all("all => all.map(one => one.id)")
    assert len(ids) == len(set(ids))
    assert page.evaluate("window.stayed")
    page.reload()
    assert page.url.endswith("?tab=newest")


def test_visitor_searches_and_opens(open_page: Open, activities: list[Activity], device: str) -> None:
    page = open_page("/activities/", device)
    field = page.locator("#q")
    field.press_sequentially("ㄷㅈㄱ", delay=30)
    expect(page.locator("#q-titles option").first).to_be_attached()
    field.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("‘ㄷㅈㄱ’ 검색")
    titles = page.locator(".card h3").all_inner_texts()
    assert len(titles) == 7
    assert all("도자기" in title for title in titles)
    page.locator(".card h3 a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("도자기 만들기")


def test_visitor_joins_by_signing_in(open_page: Open, activities: list[Activity], member: Member, device: str) -> None:
    page = open_page(f"/activities/{activities[0].pk}/", device)
    page.get_by_role("button", name="참여하기").click()
    page.wait_for_url("**/sign-in/**")
    page.get_by_label("닉네임 또는 이메일").fill("하늘")
    page.get_by_label("비밀번호").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="로그인").click()
    page.wait_for_url(f"**/activities/{activities[0].pk}/")
    expect(page.locator("#seat-box")).to_contain_text("참여 확정!")
    assert ActivityMember.objects.get().member == member


def test_newcomer_takes_three_steps(open_page: Open, activities: list[Activity], device: str) -> None:
    page = open_page("/sign-up/", device)
    page.get_by_label("닉네임").fill("새내기")
    page.get_by_label("비밀번호").fill(PASSWORD)
    page.get_by_label("개인정보를 추천과").check()
    page.get_by_role("button", name="가입하기").click()
    page.get_by_text("운동·액티비티").click()
    page.get_by_role("button", name="다음").click()
    page.get_by_label("직접 적기").fill("러닝")
    page.get_by_role("button", name="다음").click()
    page.get_by_text("서울", exact=True).click()
    page.get_by_role("button", name="추천 보러 가기").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("새내기님, 이런 활동은 어때요?")
    newcomer = Member.objects.get()
    assert list(newcomer.favorite_categories.values_list("name", flat=True)) == ["운동·액티비티"]
    assert (newcomer.keywords, newcomer.region.name) == (("러닝",), "서울")


def test_newcomer_may_skip_every_step(open_page: Open, activities: list[Activity], member: Member, device: str) -> None:
    page = open_page("/", device)
    sign_in(page)
    page.goto("/welcome/")
    for _ in range(3):
        page.get_by_role("link", name="건너뛰기").click()
    expect(page.locator("#pick-cards > .card")).to_have_count(8)


def test_member_hides_a_card_and_takes_it_back(
    open_page: Open, activities: list[Activity], member: Member, device: str
) -> None:
    page = open_page("/", device)
    sign_in(page)
    page.goto("/?tab=newest")
    first = page.locator("#pick-cards > .card").first
    title = activities[0].title
    first.locator("summary").click()
    first.get_by_role("button", name="관심 없음").click()
    expect(first).to_contain_text("숨겼어요")
    assert Interaction.objects.get().kind == "decline"
    first.get_by_role("button", name="되돌리기").click()
    expect(first.locator("h3")).to_have_text(title)
    assert Interaction.objects.count() == 0


def test_member_asks_why(open_page: Open, activities: list[Activity], member: Member, device: str) -> None:
    page = open_page("/", device)
    sign_in(page)
    first = page.locator("#pick-cards > .card").first
    first.locator("summary").click()
    first.get_by_role("link", name="왜 추천했나요").click()
    expect(first.locator(".why")).to_be_visible()
    page.keyboard.press("Escape")
    expect(first.locator(".why")).to_be_hidden()


def test_member_likes_joins_and_cancels_without_a_reload(
    open_page: Open, activities: list[Activity], member: Member, device: str
) -> None:
    page = open_page("/", device)
    sign_in(page)
    page.goto(f"/activities/{activities[1].pk}/")
    page.evaluate("window.stayed = true")
    box = page.locator("#seat-box")
    box.get_by_role("button", name=re.compile("좋아요$")).click()
    expect(box.locator("[aria-pressed=true]")).to_be_visible()
    expect(page.locator(".toast")).to_contain_text("좋아요!")
    box.get_by_role("button", name="참여하기").click()
    expect(box).to_contain_text("참여 확정!")
    page.once("dialog", lambda dialog: dialog.accept())
    box.get_by_role("button", name="참여 취소").click()
    expect(box.get_by_role("button", name="참여하기")).to_be_visible()
    assert page.evaluate("window.stayed")
    assert list(Interaction.objects.order_by("id").values_list("kind", flat=True)) == ["view", "like", "join", "cancel"]


def test_member_writes_and_removes_a_comment(
    open_page: Open, activities: list[Activity], member: Member, device: str
) -> None:
    page = open_page("/", device)
    sign_in(page)
    page.goto(f"/activities/{activities[1].pk}/")
    page.get_by_label("댓글").fill("혼자 가도 되나요? <b>")
    page.get_by_role("button", name="남기기").click()
    expect(page.locator(".replies li")).to_contain_text("혼자 가도 되나요? <b>")
    page.get_by_role("button", name="지우기").click()
    expect(page.locator(".replies li")).to_have_count(0)


def test_everything_works_without_script(
    open_page: Open, activities: list[Activity], member: Member, device: str
) -> None:
    page = open_page("/?tab=newest", device, java_script_enabled=False)
    page.get_by_role("link", name="더 보기").click()
    expect(page.locator("#pick-cards > .card")).to_have_count(4)
    sign_in(page)
    page.goto("/?tab=newest")
    first = page.locator("#pick-cards > .card").first
    first.get_by_role("button", name=re.compile("좋아요$")).click()
    expect(page.locator(".toast")).to_contain_text("좋아요!")
    expect(page.locator("#pick-cards > .card").first.locator("[aria-pressed=true]")).to_be_visible()
    first.locator("summary").click()
    first.get_by_role("button", name="관심 없음").click()
    expect(page.locator(".toast")).to_contain_text("숨겼어요")
    page.goto(f"/activities/{activities[1].pk}/")
    page.get_by_role("button", name="참여하기").click()
    expect(page.locator("#seat-box")).to_contain_text("참여 확정!")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_theme_is_chosen_and_stays(open_page: Open, device: str, theme: str) -> None:
    other = {"light": "dark", "dark": "light"}[theme]
    page = open_page("/", device, color_scheme=other)
    offered = {"light": "밝은 화면", "dark": "어두운 화면"}
    expect(page.get_by_role("button", name=offered[other])).to_have_count(0)  # it is what the device shows already
    page.get_by_role("button", name=offered[theme]).click()
    page.goto("/clubs/")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(252, 250, 246)", "dark": "rgb(21, 20, 16)"}[theme]


def test_every_action_of_a_card_is_reached_by_keyboard(
    open_page: Open, activities: list[Activity], member: Member
) -> None:
    page = open_page("/")
    sign_in(page)
    page.locator("#tab-newest").focus()
    reached: list[str] = []
    for _ in range(4):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.outerHTML.match(/^<(\\w+)/)[1]"))
    assert reached == ["a", "button", "summary", "a"]
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    for action in ("참여하기", "관심 없음", "왜 추천했나요"):
        page.keyboard.press("Tab")
        assert action in page.evaluate("document.activeElement.textContent")
