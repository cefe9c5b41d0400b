"""Life in a club, in a real browser: applying, being accepted, writing with a picture, talking, notices, leaving."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect
from pytest_django import Settings
from tests.teenplay.world import DAY, make_activity, make_club, make_member

from teenplay.clubs.models import Club, ClubMember
from teenplay.members.models import Member
from teenplay.posts.models import ClubPost, ClubPostReply

from .access import assert_accessible
from .conftest import PASSWORD, Open, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def photo(name: str = "노을.png", color: str = "orange") -> FilePayload:
    file = io.BytesIO()
    Image.new("RGB", (900, 700), color).save(file, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": file.getvalue()}


@pytest.fixture(autouse=True)
def _uploads(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def owner(transactional_db: None) -> Member:
    return Member.objects.create_user(nickname="모임장", password=PASSWORD)


@pytest.fixture
def club(owner: Member) -> Club:
    """A club by approval with an owner in it, and something it opens soon."""
    club = make_club("느린 달리기", member=owner, approval=True, region_id=1, intro="함께 뛰는 게 좋은 사람들")
    ClubMember.objects.create(club=club, member=owner, status=ClubMember.Membership.MEMBER)
    now = timezone.now()
    times = {"recruit_start": now - DAY, "recruit_end": now + DAY, "start": now + 2 * DAY, "end": now + 2 * DAY}
    make_activity("노을 5km", club=club, created_date=now - DAY, **times)
    return club


def drawn(page: Page, selector: str) -> bool:
    """Whether a picture has come and been decoded."""
    picture = page.locator(selector).first
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    return bool(picture.evaluate("img => img.naturalWidth > 0"))


def test_from_applying_to_leaving(open_page: Open, club: Club, member: Member, device: str) -> None:
    page = open_page("/", device)
    sign_in(page)
    page.goto(f"/clubs/{club.pk}/")
    expect(page.locator("#board")).to_contain_text("모임에 들어오면")
    page.get_by_role("button", name="가입 신청하기").click()
    expect(page.get_by_text("신청했어요, 기다리는 중")).to_be_visible()
    page.get_by_role("button", name="신청 취소").click()
    page.get_by_role("button", name="가입 신청하기").click()
    expect(page.get_by_text("신청했어요, 기다리는 중")).to_be_visible()

    boss = open_page("/", device)
    sign_in(boss, "모임장")
    boss.goto(f"/clubs/{club.pk}/")
    boss.get_by_role("link", name="모임 관리").click()
    boss.get_by_role("link", name="멤버 신청 1").click()
    boss.get_by_role("button", name="하늘님 받기").click()
    expect(boss.locator(".toast")).to_have_text("받았어요.")
    expect(boss.get_by_role("heading", name="멤버 2", exact=True)).to_be_visible()

    page.reload()
    page.get_by_role("link", name="글쓰기").click()
    page.get_by_label("글 제목").fill("오늘 노을이 예뻤어요")
    page.locator("[contenteditable]").click()
    page.keyboard.type("다음 주에도 봐요")
    page.get_by_label("사진").set_input_files(photo())
    page.get_by_role("button", name="올리기").click()
    expect(page.get_by_role("heading", name="오늘 노을이 예뻤어요")).to_be_visible()
    expect(page.locator(".rich")).to_have_text("다음 주에도 봐요")
    assert drawn(page, ".post-picture")

    boss.goto(f"/clubs/{club.pk}/")
    assert drawn(boss, ".post-thumb")
    boss.get_by_role("link", name="오늘 노을이 예뻤어요").click()
    boss.get_by_label("댓글").fill("사진 고마워요!")
    boss.get_by_role("button", name="남기기").click()
    expect(boss.locator(".replies li")).to_contain_text("사진 고마워요!")
    boss.goto(f"/clubs/{club.pk}/posts/write/")
    boss.get_by_label("글 제목").fill("처음 오는 분들께")
    boss.locator("[contenteditable]").click()
    boss.keyboard.type("물 한 병")
    boss.get_by_label("공지로 올리기").check()
    boss.get_by_role("button", name="올리기").click()
    expect(boss.get_by_role("heading", name="공지 처음 오는 분들께")).to_be_visible()

    page.goto("/")
    news = page.locator("section", has=page.get_by_role("heading", name="내 모임 소식"))
    news.get_by_role("link", name="처음 오는 분들께").click()
    page.get_by_role("link", name="느린 달리기").click()
    expect(page.locator(".post-line h3")).to_have_text(["공지 처음 오는 분들께", "오늘 노을이 예뻤어요"])
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="함께하는 모임").click()
    expect(page.get_by_role("button", name="가입 신청하기")).to_be_visible()
    assert not ClubMember.objects.filter(member=member, status=ClubMember.Membership.MEMBER).exists()

    visitor = open_page(f"/clubs/{club.pk}/", device)
    expect(visitor.locator(".post-line h3")).to_have_text(["공지 처음 오는 분들께"])


def test_an_open_club_shows_its_board_the_moment_one_joins(
    open_page: Open, club: Club, owner: Member, member: Member, device: str
) -> None:
    Club.objects.update(approval=False)
    ClubPost.objects.create(club=club, member=owner, title="반가워요", content="<p>첫 글</p>")
    page = open_page("/", device)
    sign_in(page)
    page.goto(f"/clubs/{club.pk}/")
    page.evaluate("window.stayed = true")
    page.get_by_role("button", name="모임 들어가기").click()
    expect(page.locator(".post-line h3")).to_have_text(["반가워요"])
    expect(page.locator("#board")).to_have_count(1)
    assert page.evaluate("window.stayed")


def test_pinning_and_removing(open_page: Open, club: Club, owner: Member, device: str) -> None:
    post = ClubPost.objects.create(club=club, member=owner, title="비 오는 날", content="<p>쉬어요</p>")
    page = open_page("/", device)
    sign_in(page, "모임장")
    page.goto(f"/posts/{post.pk}/")
    for button, toast in (("공지로 올리기", "공지로 올렸어요."), ("공지에서 내리기", "공지에서 내렸어요.")):
        page.get_by_label("글 메뉴").click()
        page.get_by_role("button", name=button).click()
        expect(page.locator(".toast")).to_contain_text(toast)
    page.get_by_label("글 메뉴").click()
    page.get_by_role("button", name="글 지우기").click()
    expect(page.get_by_text("아직 글이 없어요")).to_be_visible()
    assert page.url.endswith(f"/clubs/{club.pk}/")


def test_a_club_gets_its_pictures(open_page: Open, club: Club, owner: Member, device: str) -> None:
    page = open_page("/", device)
    sign_in(page, "모임장")
    page.goto(f"/clubs/{club.pk}/edit/")
    page.get_by_label("프로필 사진").set_input_files(photo())
    page.get_by_label("배경 사진").set_input_files(photo(color="teal"))
    page.get_by_role("button", name="저장하기").click()
    page.goto(f"/clubs/{club.pk}/")
    assert drawn(page, ".club-head > .club-banner")
    assert drawn(page, ".club-who .avatar img")
    page.goto("/clubs/")
    assert drawn(page, ".club-list .avatar img")
    page.goto(f"/clubs/{club.pk}/edit/")
    page.get_by_label("배경 사진 지우기").check()
    page.get_by_role("button", name="저장하기").click()
    page.goto(f"/clubs/{club.pk}/")
    expect(page.locator(".club-banner")).to_have_count(0)


def test_all_of_it_without_script(open_page: Open, club: Club, member: Member, device: str) -> None:
    page = open_page("/", device, java_script_enabled=False)
    sign_in(page)
    page.goto(f"/clubs/{club.pk}/")
    page.get_by_role("button", name="가입 신청하기").click()
    expect(page.get_by_text("신청했어요, 기다리는 중")).to_be_visible()
    boss = open_page("/", device, java_script_enabled=False)
    sign_in(boss, "모임장")
    boss.goto(f"/clubs/{club.pk}/members/")
    boss.get_by_role("button", name="하늘님 받기").click()
    expect(boss.get_by_role("heading", name="멤버 2", exact=True)).to_be_visible()

    page.goto(f"/clubs/{club.pk}/posts/write/")
    page.get_by_label("글 제목").fill("스크립트 없이")
    page.get_by_label("내용").fill("첫 줄\n둘째 줄")
    page.get_by_label("사진").set_input_files(photo())
    page.get_by_role("button", name="올리기").click()
    assert drawn_without_script(page)
    page.get_by_label("댓글").fill("제가 먼저!")
    page.get_by_role("button", name="남기기").click()
    expect(page.locator(".replies li")).to_contain_text("제가 먼저!")
    page.get_by_role("button", name="지우기", exact=True).click()
    expect(page.locator(".replies li")).to_have_count(0)
    page.get_by_label("글 메뉴").click()
    page.get_by_role("button", name="글 지우기").click()
    expect(page.locator(".toast")).to_contain_text("글을 지웠어요.")
    page.get_by_role("button", name="함께하는 모임").click()
    expect(page.get_by_role("button", name="가입 신청하기")).to_be_visible()


def drawn_without_script(page: Page) -> bool:
    """Whether the post's picture is given out: a page without script cannot be asked what it shows."""
    expect(page.locator(".rich")).to_have_text("첫 줄\n둘째 줄", use_inner_text=True)
    source = page.locator(".post-picture").get_attribute("src")
    answer = page.request.get(str(source))
    return answer.ok and answer.headers["content-type"] == "image/webp"


@pytest.fixture
def everything(club: Club, owner: Member, member: Member) -> dict[str, int]:
    """A club with pictures, an applicant, many members, someone refused, a notice, a long post, comments."""
    for name, color in (("profile", "orange"), ("banner", "teal")):
        getattr(club, name).save("a.png", ContentFile(photo(color=color)["buffer"]), save=False)
    club.save()
    ClubMember.objects.create(club=club, member=member, status=ClubMember.Membership.MEMBER)
    for n in range(55):
        ClubMember.objects.create(club=club, member=make_member(f"멤버{n}"), status=ClubMember.Membership.MEMBER)
    ClubMember.objects.create(club=club, member=make_member("긴이름을가진지원자열두글자"))
    ClubMember.objects.create(club=club, member=make_member("돌아간이"), status=0, refused=True)
    notice = ClubPost.objects.create(
        club=club, member=owner, title="처음 오는 분들께", content="<p>물</p>", pinned=True
    )
    long = ClubPost.objects.create(
        club=club, member=owner, title="다음 주 목요일에는 반포대교 쪽으로 가 보는 건 어떨까요? 분수를 볼 수 있대요",
        content="<h3>준비물</h3><ul><li>물</li></ul><table><tr><td>" + "긴" * 90 + "</td></tr></table>",
    )  # fmt: skip
    long.picture.save("a.png", ContentFile(photo()["buffer"]))
    for n in range(10):
        ClubPost.objects.create(club=club, member=member, title=f"달리기 일기 {n}")
    ClubPostReply.objects.create(post=long, member=owner, content="https://example.org/" + "a" * 120)
    return {"club": club.pk, "notice": notice.pk, "long": long.pk}


BOARD = ("/clubs/{club}/", "/posts/{notice}/")
OWN = (
    *("/clubs/{club}/?page=2", "/clubs/{club}/posts/write/", "/posts/{long}/", "/posts/{long}/edit/", "/", "/clubs/"),
    *("/clubs/{club}/members/", "/clubs/{club}/members/?page=2", "/clubs/{club}/manage/", "/clubs/{club}/edit/"),
)


@pytest.mark.parametrize(("who", "paths"), [("", BOARD), ("모임장", BOARD + OWN)], ids=["visitor", "owner"])
def test_axe_finds_nothing_and_no_page_is_too_wide(
    open_page: Open, everything: dict[str, int], who: str, paths: tuple[str, ...]
) -> None:
    page = open_page("/")
    if who:
        sign_in(page, who)
    assert_accessible(page, [path.format(**everything) for path in paths])
