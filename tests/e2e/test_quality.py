"""Access for everybody, weight, and that nothing moves."""

import gzip

import pytest
from playwright.sync_api import Response

from teenplay.activities.models import Activity
from teenplay.digest.stopping import token
from teenplay.members.models import Member

from .access import assert_accessible
from .conftest import Open, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = (
    *("/", "/?tab=newest", "/activities/", "/activities/?q=zzqq", "/activities/{id}/", "/activities/{id}/why/"),
    *("/clubs/", "/clubs/?q=zzqq", "/clubs/{club}/"),
)
FORMS = ("/sign-in/", "/sign-up/")
OWN = ("/", "/activities/{id}/", "/mine/", "/me/", "/welcome/", "/welcome/keywords/", "/welcome/region/")
MINE = tuple(f"/mine/?show={show}" for show in ("waiting", "liked", "hidden", "past"))
STOP = "/digest/stop/{stop}/"
LIMIT = 60_000


def test_axe_finds_nothing_on_a_visitors_pages_and_none_is_too_wide(
    open_page: Open, activities: list[Activity], member: Member
) -> None:
    names = {"id": activities[3].pk, "club": activities[3].club_id, "stop": token(member)}
    assert_accessible(open_page("/"), [path.format(**names) for path in (*PAGES, *FORMS, STOP)])


def test_axe_finds_nothing_on_a_members_pages_and_none_is_too_wide(
    open_page: Open, activities: list[Activity], member: Member
) -> None:
    page = open_page("/")
    sign_in(page)
    assert_accessible(page, [path.format(id=activities[3].pk) for path in OWN + MINE])


def test_first_page_is_light_and_still(open_page: Open, activities: list[Activity], device: str) -> None:
    page = open_page("/sign-in/", device)
    sent: dict[str, int] = {}

    def weigh(response: Response) -> None:
        if response.request.resource_type in ("document", "stylesheet", "script"):
            sent[response.url] = len(gzip.compress(response.body(), 6))

    page.on("response", weigh)
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach(e => window.shift += e.value))"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    page.goto("/", wait_until="networkidle")
    assert len(sent) == 5  # page, two style sheets, htmx, our script
    assert sum(sent.values()) < LIMIT, sent
    for _ in range(6):
        page.mouse.wheel(0, 600)
        page.wait_for_timeout(60)
    assert page.evaluate("window.shift") == 0


@pytest.mark.parametrize(("device_is", "offered"), [("dark", "밝은 화면"), ("light", "어두운 화면")])
def test_the_theme_offered_is_the_other_one(open_page: Open, member: Member, device_is: str, offered: str) -> None:
    page = open_page("/", color_scheme=device_is)
    themes = page.locator("footer button[name=theme]:visible")
    assert themes.all_inner_texts() == [offered]
    themes.click()
    page.wait_for_url("**/")
    other = {"밝은 화면": "어두운 화면", "어두운 화면": "밝은 화면"}[offered]
    assert themes.all_inner_texts() == [other, "기기 설정대로"]
