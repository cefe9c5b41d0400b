"""When something is not there, too old or broken: words, and a way on."""

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.views.defaults import server_error

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_not_found_offers_open_activities(client: Client) -> None:
    page = client.get("/activities/404/")
    assert page.status_code == 404
    assert 'href="/activities/"' in page.content.decode()
    assert "찾는 곳이 여기에 없어요" in page.content.decode()
    assert client.get("/no/such/page/").status_code == 404


def test_server_error_needs_no_context() -> None:
    page = server_error(RequestFactory().get("/"))
    assert page.status_code == 500
    assert "조금 뒤에 다시 해 주세요." in page.content.decode()
    assert render_to_string("500.html").count("<h1") == 1


def test_a_page_left_open_too_long_says_what_to_do() -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.post("/theme/", {"theme": "dark"})
    assert page.status_code == 403
    assert "한 번만 다시 눌러 주세요" in page.content.decode()
