"""What a member looked for comes back under the empty box, until they delete it."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from teenplay.activities.models import Activity
from teenplay.members.models import Member

from .conftest import Open, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("script", [True, False])
def test_look_again_and_delete(
    open_page: Open, activities: list[Activity], member: Member, device: str, script: bool
) -> None:
    page = open_page("/sign-in/", device, java_script_enabled=script)
    sign_in(page)
    for words in ("한강 러닝", "도자기"):
        page.goto("/activities/")
        page.locator("#q").fill(words)
        page.get_by_role("button", name="찾아보기").click()
        page.wait_for_url("**/activities/?q=*")
    page.goto("/activities/")
    recent = page.get_by_role("region", name="최근 검색어")
    assert [text.strip() for text in recent.get_by_role("link").all_inner_texts()] == ["도자기", "한강 러닝"]
    if script:
        assert Axe().run(page).violations_count == 0
    page.get_by_role("button", name="‘도자기’ 지우기").click()
    page.get_by_role("status").get_by_text("검색어를 지웠어요.").wait_for()
    assert recent.get_by_role("listitem").count() == 1
    recent.get_by_role("link", name="한강 러닝").click()
    page.get_by_role("heading", name="‘한강 러닝’ 검색").wait_for()
