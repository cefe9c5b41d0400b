"""Access for everybody, weight, and that nothing moves."""

import gzip

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Response

from teenplay.activities.models import Activity
from teenplay.members.models import Member

from .conftest import Open, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = ("/", "/activities/", "/activities/?q=zzqq", "/activities/{id}/", "/clubs/", "/clubs/{club}/")
FORMS = ("/sign-in/", "/sign-up/")
OWN = ("/", "/activities/{id}/", "/mine/", "/me/", "/welcome/", "/welcome/keywords/", "/welcome/region/")
LIMIT = 60_000


@pytest.mark.parametrize("width", [320, 768, 1280])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_no_page_is_too_wide(
    open_page: Open, activities: list[Activity], member: Member, theme: str, width: int
) -> None:
    options = {"color_scheme": theme, "viewport": {"width": width, "height": 900}, "reduced_motion": "reduce"}
    page = open_page("/", **options)
    names = {"id": activities[3].pk, "club": activities[3].club_id}
    for signed, paths in ((False, PAGES + FORMS), (True, OWN)):
        if signed:
            sign_in(page)
        for path in paths:
            page.goto(path.format(**names))
            found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]})
            assert found.violations_count == 0, f"{path} {theme} {width}\n{found.generate_report()}"
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path


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
