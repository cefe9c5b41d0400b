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

from moim.explain.reason import Reason
from moim_django import services
from moim_django.api import router
from moim_django.models import Impression, Interaction
from teenplay.members.models import Member

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

api = NinjaAPI(urls_namespace="moim-test", docs_url=None)
api.add_router("", router)
urlpatterns = [path("api/", api.urls)]

KEY = "k" * 40
OTHER_KINDS = ("like", "unlike", "join", "cancel", "attend")


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


def test_a_visitor_reads_lists_and_reports_nothing(client: Client) -> None:
    assert client.get("/api/recommendations").status_code == 200
    assert client.get("/api/activities/101/similar").status_code == 200
    for kind in ("view", "decline", "join"):
        assert post(client, "/api/interactions", {"activity_id": 101, "kind": kind}).status_code == 401
    assert post(client, "/api/feedback", {"activity_id": 101, "interested": False}).status_code == 401
    assert not Interaction.objects.exists()


@pytest.mark.parametrize(("kind", "status"), [("view", 201), ("decline", 201), *((k, 403) for k in OTHER_KINDS)])
def test_a_browser_reports_views_and_declines_and_the_platform_everything(kind: str, status: int) -> None:
    client, member_id = signed_in()
    body = {"activity_id": 101, "kind": kind}
    assert post(client, "/api/interactions", body).status_code == status
    assert list(Interaction.objects.values_list("member_id", "kind")) == ([(member_id, kind)] if status == 201 else [])
    by_key = post(Client(), "/api/interactions", body, **{"X-API-Key": KEY, "X-Member": "77"})
    assert by_key.status_code == 201
    assert Interaction.objects.filter(member_id=77, kind=kind).count() == 1


def test_only_a_server_speaks_for_another_member(client: Client) -> None:
    browser, member_id = signed_in()
    browser.get("/api/recommendations?k=1", headers={"X-Member": "77"})
    browser.get("/api/recommendations?k=1", headers={"X-Member": "77", "X-API-Key": "wrong"})
    client.get("/api/recommendations?k=1", headers={"X-Member": "77", "X-API-Key": "wrong"})
    client.get("/api/recommendations?k=1", headers={"X-API-Key": KEY})
    asked = Impression.objects.order_by("id").values_list("member_id", flat=True)
    assert list(asked) == [member_id, member_id, None, None]
    post(browser, "/api/interactions", {"activity_id": 101, "kind": "view"}, **{"X-Member": "77"})
    post(browser, "/api/feedback", {"activity_id": 102, "interested": False}, **{"X-Member": "77"})
    assert set(Interaction.objects.values_list("member_id", flat=True)) == {member_id}


def test_a_server_hides_for_a_member_and_needs_one(client: Client) -> None:
    body = {"activity_id": 101, "interested": False}
    assert post(client, "/api/feedback", body, **{"X-API-Key": KEY}).status_code == 422
    assert post(client, "/api/feedback", body, **{"X-API-Key": KEY, "X-Member": "77"}).json() == {"hidden": True}
    row = Interaction.objects.get()
    assert (row.member_id, row.activity_id, row.kind, row.surface) == (77, 101, "decline", "api")
    Interaction.objects.create(member_id=78, activity_id=101, kind="decline", at=NOW)
    post(client, "/api/feedback", body | {"interested": True}, **{"X-API-Key": KEY, "X-Member": "77"})
    assert Interaction.objects.get().member_id == 78


LAST = 2**63 - 1


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"activity_id": 1}, 201),
        ({"activity_id": LAST}, 201),
        ({"activity_id": 0}, 422),
        ({"activity_id": LAST + 1}, 422),
        ({"recommendation": 0, "position": 1}, 201),
        ({"recommendation": LAST, "position": 1000}, 201),
        ({"recommendation": -1}, 422),
        ({"recommendation": LAST + 1}, 422),
        ({"position": 0}, 422),
        ({"position": 1001}, 422),
        ({"key": "k" * 64, "surface": "s" * 20}, 201),
        ({"key": ""}, 422),
        ({"key": "k" * 65}, 422),
        ({"surface": "s" * 21}, 422),
        ({"kind": "loved"}, 422),
    ],
)
def test_interactions_have_bounds(client: Client, changed: dict[str, Any], status: int) -> None:
    body = {"activity_id": 101, "kind": "view"} | changed
    answer = post(client, "/api/interactions", body, **{"X-API-Key": KEY, "X-Member": str(LAST)})
    assert answer.status_code == status
    found = list(Interaction.objects.values(*body, "member_id"))
    assert found == ([body | {"member_id": LAST}] if status == 201 else [])


@pytest.mark.parametrize(("k", "shown"), [(1, 1), (50, 40)])
def test_as_many_as_wanted_and_there_are(client: Client, k: int, shown: int) -> None:
    assert len(client.get(f"/api/recommendations?k={k}").json()["items"]) == shown


def test_clubs_are_recommended_and_surfaces_kept(client: Client) -> None:
    answer = client.get("/api/recommendations?target=clubs&k=2&surface=sidebar").json()
    assert [item["id"] for item in answer["items"]] == [1, 2]
    rows = Impression.objects.values_list("target", "surface")
    assert list(rows) == [(Impression.Target.CLUB, "sidebar")] * 2
    assert client.get(f"/api/recommendations?surface={'s' * 21}").status_code == 422


def test_an_item_says_why_in_the_language_of_the_request(client: Client) -> None:
    for member_id in range(1, 9):
        services.record(member_id=member_id, activity_id=100 + member_id, kind="join", at=NOW)
    version = services.train(at=NOW + DAY)
    by_key = {"X-API-Key": KEY, "X-Member": "1"}
    korean, english = (
        client.get("/api/activities/101/similar?k=3", headers=by_key | {"Accept-Language": code}).json()
        for code in ("ko", "en")
    )
    assert korean["version"] == english["version"] == version.name
    assert [item["position"] for item in english["items"]] == [1, 2, 3]
    (code,) = {reason["code"] for item in korean["items"] for reason in item["reasons"]}
    (said,) = {reason["sentence"] for item in korean["items"] for reason in item["reasons"]}
    (in_english,) = {reason["sentence"] for item in english["items"] for reason in item["reasons"]}
    reason = Reason(code)
    assert (code, said, in_english) == ("similar_activity", reason.sentence("ko"), reason.sentence("en"))
    assert said != in_english
    assert set(Impression.objects.values_list("member_id", "surface")) == {(1, "similar")}


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
