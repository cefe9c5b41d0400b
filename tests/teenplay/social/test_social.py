"""Signing in with Kakao, Naver and Google against a provider that really answers."""

from __future__ import annotations

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialLogin, SocialToken
from allauth.socialaccount.providers.kakao.views import KakaoOAuth2Adapter
from django.contrib import admin
from django.contrib.messages import get_messages
from django.db import IntegrityError
from django.http import HttpResponse
from django.test import Client
from tests.teenplay.policy import directives
from tests.teenplay.social.provider import FakeProvider
from tests.teenplay.world import make_activity

from teenplay.activities.models import ActivityLike
from teenplay.members.models import Member

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NAMES = ("kakao", "naver", "google")


def consent(client: Client, name: str, then: str = "/") -> str:
    """The address the browser is sent back to, after the person has answered at the provider."""
    away = client.post(f"/sign-in/with/{name}/", {"next": then})
    asked = requests.get(away["Location"], allow_redirects=False, timeout=5)
    assert asked.status_code == 302
    return asked.headers["Location"].removeprefix("http://testserver")


def enter(client: Client, name: str, then: str = "/") -> HttpResponse:
    return client.get(consent(client, name, then))  # type: ignore[return-value]


def said(answer: HttpResponse) -> str:
    return " ".join(map(str, get_messages(answer.wsgi_request)))  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", NAMES)
def test_newcomer_becomes_a_member_and_takes_the_first_steps(client: Client, fake: FakeProvider, name: str) -> None:
    answer = enter(client, name, "/clubs/")
    assert answer["Location"] == "/welcome/?next=%2Fclubs%2F"
    member = Member.objects.get()
    assert (member.type, member.nickname, member.email) == (name, "구름", "sky@example.org")
    assert (member.username, member.has_usable_password(), member.privacy_agree) == (None, False, True)
    assert client.session["_auth_user_id"] == str(member.pk)
    assert client.get("/welcome/").status_code == 200


@pytest.mark.parametrize("name", NAMES)
def test_second_time_is_the_same_member_where_they_were(client: Client, fake: FakeProvider, name: str) -> None:
    enter(client, name)
    fake.person = {**fake.person, "name": "새 이름", "email": "other@example.org"}
    answer = enter(Client(), name, "/clubs/")
    assert answer["Location"] == "/clubs/"
    assert Member.objects.get().nickname == "구름"


def test_same_address_elsewhere_is_another_member(client: Client, fake: FakeProvider) -> None:
    Member.objects.create_user(nickname="하늘", email="sky@example.org", password="pw-teenplay-1")
    for name in NAMES:
        enter(Client(), name)
    assert sorted(Member.objects.values_list("type", "email")) == [
        (type, "sky@example.org") for type in ("", "google", "kakao", "naver")
    ]


def test_neither_name_nor_address_is_needed(fake: FakeProvider) -> None:
    fake.person = {"id": "77", "name": "", "email": ""}
    enter(Client(), "kakao")
    fake.person = {"id": "78", "name": "", "email": ""}
    enter(Client(), "kakao")
    assert list(Member.objects.values_list("nickname", "email")) == [("새 회원", "")] * 2


def test_nothing_more_than_name_and_address_is_kept(client: Client, fake: FakeProvider) -> None:
    for _ in range(2):
        enter(client, "kakao")
    assert [row.extra_data for row in SocialAccount.objects.all()] == [{}]
    assert not EmailAddress.objects.exists()
    assert not SocialToken.objects.exists()


def test_what_was_asked_for_before_is_done(client: Client, fake: FakeProvider, noon: None) -> None:
    activity = make_activity()
    page = f"/activities/{activity.pk}/"
    client.post(f"{page}like/", {"on": "1", "next": page})
    assert enter(client, "naver", page)["Location"] == page
    assert ActivityLike.objects.filter(activity=activity, member__type="naver").count() == 1


def test_who_does_not_consent_is_told_so_kindly(client: Client, fake: FakeProvider) -> None:
    fake.consents = False
    answer = enter(client, "google", "/clubs/")
    assert answer["Location"] == "/sign-in/?next=%2Fclubs%2F"
    assert "동의하지 않아서" in client.get(answer["Location"]).content.decode()
    assert not Member.objects.exists()


def test_code_or_session_of_somebody_else_signs_nobody_in(client: Client, fake: FakeProvider) -> None:
    theirs = consent(Client(), "kakao")
    answer = client.get(theirs)
    assert answer["Location"].startswith("/sign-in/")
    assert "마치지 못했어요" in said(answer)
    back = consent(client, "kakao")
    client.get(back.replace("code=", "code=x"))
    assert client.get(back)["Location"].startswith("/sign-in/")  # the secret of the session is good once
    assert "_auth_user_id" not in client.session
    assert not Member.objects.exists()


def test_provider_that_does_not_answer_is_no_error_page(
    client: Client, fake: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    back = consent(client, "kakao")
    monkeypatch.setattr(KakaoOAuth2Adapter, "profile_url", "http://127.0.0.1:9/me")
    answer = client.get(back)
    assert answer["Location"].startswith("/sign-in/")
    assert "마치지 못했어요" in said(answer)  # type: ignore[arg-type]


def test_member_is_not_made_when_the_account_cannot_be(fake: FakeProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    enter(Client(), "kakao")
    monkeypatch.setattr(SocialLogin, "lookup", lambda self: None)  # as if both had asked before either was there
    with pytest.raises(IntegrityError):
        enter(Client(), "kakao")
    assert Member.objects.count() == 1


@pytest.mark.parametrize("status", [Member.AccountStatus.SUSPENDED, Member.AccountStatus.LEFT])
def test_suspended_member_stays_outside(client: Client, fake: FakeProvider, status: int) -> None:
    enter(Client(), "kakao")
    Member.objects.update(status=status)
    answer = enter(client, "kakao")
    assert answer["Location"].startswith("/sign-in/")
    assert "쓸 수 없는 계정" in said(answer)
    assert "_auth_user_id" not in client.session


def test_who_left_and_comes_back_is_somebody_new(client: Client, fake: FakeProvider) -> None:
    enter(client, "kakao")
    assert client.post("/me/leave/", {"proof": "구름"}).status_code == 302
    assert not SocialAccount.objects.exists()
    enter(client, "kakao")
    assert sorted(Member.objects.values_list("status", "nickname")) == [(0, ""), (1, "구름")]


def test_going_away_is_a_post_that_passed_the_csrf_check(fake: FakeProvider) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/sign-in/with/kakao/").status_code == 403
    assert strict.get("/sign-in/with/kakao/").status_code == 405
    token = strict.get("/sign-in/").context["csrf_token"]
    assert strict.post("/sign-in/with/kakao/", {"csrfmiddlewaretoken": str(token)}).status_code == 302


def test_nobody_is_sent_to_a_foreign_page_afterwards(client: Client, fake: FakeProvider) -> None:
    assert enter(client, "kakao", "https://evil.example/")["Location"] == "/welcome/?next=%2F"


def test_forms_show_a_button_each_and_ask_no_other_host(client: Client, fake: FakeProvider) -> None:
    for address in ("/sign-in/", "/sign-up/"):
        answer = client.get(f"{address}?next=/clubs/")
        page = answer.content.decode()
        assert [page.count(f'formaction="/sign-in/with/{name}/"') for name in NAMES] == [1, 1, 1]
        assert "http" not in page.replace("http://testserver", "")
        assert directives(answer)["form-action"] == f"'self' {fake.address}"
        assert "Google" in page


def test_without_keys_nothing_is_there(client: Client) -> None:
    page = client.get("/sign-in/")
    assert "sign-in/with" not in page.content.decode()
    assert directives(page)["form-action"] == "'self'"
    for name in NAMES:
        assert client.post(f"/sign-in/with/{name}/").status_code == 404
        assert client.get(f"/sign-in/with/{name}/callback/?code=1&state=2").status_code == 404


def test_pages_of_the_library_are_nowhere(client: Client, fake: FakeProvider) -> None:
    for address in ("accounts/login/", "login/cancelled/", "social/signup/", "sign-in/with/login/error/"):
        assert client.get(f"/{address}").status_code == 404
    assert not [model for model in admin.site._registry if model.__module__.startswith("allauth")]
