"""The router, mounted by a project of its own."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import path
from django.utils import timezone
from ninja import NinjaAPI
from pytest_django import Settings
from tests.moim_django.platform import DAY, NOW, Board

from moim_django.api import router
from moim_django.models import Impression, Interaction
from teenplay.members.models import Member

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

api = NinjaAPI(urls_namespace="moim-test", docs_url=None)
api.add_router("", router)
urlpatterns = [path("api/", api.urls)]

KEY = "k" * 40


@pytest.fixture(autouse=True)
def key(settings: Settings) -> None:
    settings.MOIM = settings.MOIM | {"API_KEY": KEY}


@pytest.fixture(autouse=True)
def _open_now(board: Board) -> None:
    """The API answers for this moment, so the notices close tomorrow."""
    for notice in board.notices.values():
        notice.closes = timezone.now() + DAY


def post(client: Client, path: str, body: dict[str, Any], **headers: str) -> Any:
    return client.post(path, json.dumps(body), content_type="application/json", headers=headers)


def signed_in(*, csrf: bool = False) -> tuple[Client, int]:
    member = Member.objects.create_user(nickname="me", password="secret")
    client = Client(enforce_csrf_checks=csrf)
    client.force_login(member)
    return client, member.pk


def test_recommendations_of_a_visitor(client: Client) -> None:
    answer = client.get("/api/recommendations?k=3").json()
    assert [item["position"] for item in answer["items"]] == [1, 2, 3]
    shown = Impression.objects.order_by("position")
    assert [row.item_id for row in shown] == [item["id"] for item in answer["items"]]
    assert {(str(row.recommendation), row.member_id, row.surface) for row in shown} == {
        (answer["recommendation"], None, "api")
    }


def test_recommendations_leave_out_what_is_asked_to_be(client: Client) -> None:
    first = [item["id"] for item in client.get("/api/recommendations?k=2").json()["items"]]
    query = "&".join(f"exclude={id}" for id in first)
    second = [item["id"] for item in client.get(f"/api/recommendations?k=2&{query}").json()["items"]]
    assert len(second) == 2
    assert not set(first) & set(second)


@pytest.mark.parametrize("query", ["k=0", "k=51", "k=x", "target=people", "exclude=0", f"exclude={2**63}"])
def test_recommendations_refuse_bad_wishes(client: Client, query: str) -> None:
    assert client.get(f"/api/recommendations?{query}").status_code == 422


def test_recommendations_know_the_member_by_session_and_by_key(client: Client) -> None:
    signed, member_id = signed_in()
    signed.get("/api/recommendations?k=1")
    client.get("/api/recommendations?k=1", headers={"X-API-Key": KEY, "X-Member": "77"})
    assert list(Impression.objects.order_by("id").values_list("member_id", flat=True)) == [member_id, 77]


def test_a_wrong_or_empty_key_is_no_key(client: Client, settings: Settings) -> None:
    body = {"activity_id": 101, "kind": "join"}
    assert post(client, "/api/interactions", body, **{"X-API-Key": "wrong", "X-Member": "1"}).status_code == 401
    settings.MOIM = settings.MOIM | {"API_KEY": ""}
    assert post(client, "/api/interactions", body, **{"X-API-Key": "", "X-Member": "1"}).status_code == 401
    assert not Interaction.objects.exists()


@pytest.mark.parametrize("member", ["0", "-1", "²", "me", str(2**63)])
def test_a_member_is_named_by_a_number(client: Client, member: str) -> None:
    body = {"activity_id": 101, "kind": "join"}
    answer = client.post(
        "/api/interactions", json.dumps(body), content_type="application/json", HTTP_X_API_KEY=KEY, HTTP_X_MEMBER=member
    )
    assert answer.status_code == 422


def test_interactions_by_key_are_recorded_once(client: Client) -> None:
    headers = {"X-API-Key": KEY, "X-Member": "1"}
    body = {"activity_id": 101, "kind": "join", "at": NOW.isoformat(), "key": "a", "recommendation": "7", "position": 2}
    first, again = (post(client, "/api/interactions", body, **headers) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    row = Interaction.objects.get()
    assert (row.member_id, row.activity_id, row.kind, row.at, row.recommendation, row.position) == (
        1,
        101,
        "join",
        NOW,
        7,
        2,
    )
    assert post(client, "/api/interactions", body | {"kind": "like"}, **headers).status_code == 409
    early = {"activity_id": 101, "kind": "view", "at": "2020-01-01T00:00:00Z"}
    assert post(client, "/api/interactions", early, **headers).status_code == 409
    assert post(client, "/api/interactions", body | {"at": "2020-01-01T00:00:00"}, **headers).status_code == 422
    assert post(client, "/api/interactions", body, **{"X-API-Key": KEY}).status_code == 422
    assert Interaction.objects.count() == 1


def test_a_browser_reports_views_with_its_csrf_token_only() -> None:
    client, member_id = signed_in(csrf=True)
    body = {"activity_id": 101, "kind": "view"}
    assert post(client, "/api/interactions", body).status_code == 403
    assert not Interaction.objects.exists()

    client.cookies["csrftoken"] = "t" * 32
    assert post(client, "/api/interactions", body, **{"X-CSRFToken": "t" * 32}).status_code == 201
    assert Interaction.objects.get().member_id == member_id
    for forbidden in ({"kind": "join"}, {"kind": "like"}, {"at": NOW.isoformat()}):
        assert post(client, "/api/interactions", body | forbidden, **{"X-CSRFToken": "t" * 32}).status_code == 403


def test_feedback_hides_and_shows_again() -> None:
    client, member_id = signed_in()
    assert post(client, "/api/feedback", {"activity_id": 101, "interested": False}).json() == {"hidden": True}
    assert Interaction.objects.get(member_id=member_id).kind == "decline"
    assert post(client, "/api/feedback", {"activity_id": 101, "interested": True}).json() == {"hidden": False}
    assert not Interaction.objects.exists()
    assert post(Client(), "/api/feedback", {"activity_id": 101, "interested": False}).status_code == 401


def test_similar_without_a_model_is_empty(client: Client) -> None:
    assert client.get("/api/activities/101/similar").json()["items"] == []


def test_description_names_every_address(client: Client) -> None:
    paths = client.get("/api/openapi.json").json()["paths"]
    assert sorted(paths) == [
        "/api/activities/{activity_id}/similar",
        "/api/feedback",
        "/api/interactions",
        "/api/recommendations",
    ]
