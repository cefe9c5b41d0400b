"""A real browser against a live server: Debian's Chromium, a desktop and a phone."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer
from tests.teenplay.world import DAY, make_club

from teenplay.activities.models import Activity
from teenplay.catalogue import rows
from teenplay.members.models import Member

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
DEVICES = {
    "desktop": {"viewport": {"width": 1280, "height": 860}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
expect.set_options(timeout=15_000)  # the first search loads the Korean dictionary

PASSWORD = "pw-teenplay-1"

Open = Callable[..., Page]


@pytest.fixture(scope="package")
def browser(django_db_setup: None) -> Iterator[Browser]:
    """One Chromium for all tests of this folder that a process runs; each test opens a context of its own."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine")
    # Playwright's synchronous interface keeps an event loop in this thread until it is closed: it must be
    # when the tests of other folders begin.
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """As in a process that has just begun."""
    rows.forget()


@pytest.fixture
def activities(transactional_db: None) -> list[Activity]:
    """Twenty open activities of two clubs, with long and short titles, many seats and few."""
    now = timezone.now()
    clubs = [make_club("느린 달리기", region_id=1), make_club("주말 책방", region_id=1, main_category_id=11)]
    rows = []
    for n in range(20):
        long = " – 처음 오는 사람도 천천히, 조용히, 편하게 함께할 수 있는 자리" if n % 7 == 3 else ""
        rows.append(
            Activity(
                club=clubs[n % 2], title=f"{('한강 러닝', '도자기 만들기', '책 읽기')[n % 3]} {n}{long}",
                intro="처음이어도 괜찮아요.", content="<p>천천히 함께해요.</p>", category_id=n % 13 + 1,
                address_location="서울 성동구 성수동", recruit_start=now - DAY, recruit_end=now + (n + 1) * DAY,
                start=now + 30 * DAY, end=now + 30 * DAY, capacity=(None, 4, 20)[n % 3],
                created_date=now - (n + 1) * DAY / 24, synthetic=n % 2 == 0,
            )
        )  # fmt: skip
    return Activity.objects.bulk_create(rows)


@pytest.fixture
def member(transactional_db: None) -> Member:
    return Member.objects.create_user(nickname="하늘", password=PASSWORD)


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer) -> Iterator[Open]:
    """Opens a page in a context of its own; fails at the end if anything was asked of another host or went wrong."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def open_page(path: str = "/", device: str = "desktop", **options: Any) -> Page:
        context = browser.new_context(base_url=live_server.url, locale="ko-KR", **{**DEVICES[device], **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("request", lambda r: None if r.url.startswith((live_server.url, "data:")) else wrong.append(r.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [text for text in wrong if "status of 422" not in text] == []


@pytest.fixture(params=list(DEVICES))
def device(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def sign_in(page: Page, name: str = "하늘") -> None:
    page.goto("/sign-in/")
    page.get_by_label("닉네임 또는 이메일").fill(name)
    page.get_by_label("비밀번호").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="로그인").click()
    page.wait_for_url("**/")
