"""Signing in with an account of somewhere else, in a browser that holds the site to its own policy."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.teenplay.social.provider import vouching

from teenplay.members.models import Member

from .access import assert_accessible

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


def test_buttons_can_be_read_by_everybody(
    browser: Browser, live_server: LiveServer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with vouching(settings, monkeypatch):
        context = browser.new_context(base_url=live_server.url, locale="ko-KR")
        assert_accessible(context.new_page(), ["/sign-in/", "/sign-up/"])
        context.close()
