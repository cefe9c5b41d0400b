"""Signing in with an account of somewhere else, in a browser that holds the site to its own policy."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.teenplay.social.provider import vouching

from teenplay.members.models import Member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_there_and_back(
    browser: Browser, live_server: LiveServer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with vouching(settings, monkeypatch) as fake:
        context = browser.new_context(base_url=live_server.url, locale="ko-KR")
        page = context.new_page()
        page.goto("/sign-in/?next=/clubs/")
        fake.consents = False
        page.get_by_role("button", name="네이버로 계속하기").click()
        page.get_by_text("동의하지 않아서").wait_for()
        fake.consents = True
        page.get_by_role("button", name="카카오로 계속하기").click()
        page.wait_for_url("**/welcome/?next=%2Fclubs%2F")
        context.close()
    assert Member.objects.get().type == "kakao"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_buttons_can_be_read_by_everybody(
    browser: Browser,
    live_server: LiveServer,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    theme: str,
    width: int,
) -> None:
    with vouching(settings, monkeypatch):
        context = browser.new_context(
            base_url=live_server.url, locale="ko-KR", color_scheme=theme, viewport={"width": width, "height": 900}
        )
        page = context.new_page()
        for path in ("/sign-in/", "/sign-up/"):
            page.goto(path)
            found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]})
            assert found.violations_count == 0, found.generate_report()
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        context.close()
