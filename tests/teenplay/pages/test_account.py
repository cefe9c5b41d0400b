"""Signing up, in and out; tastes; theme and language."""

import pytest
from django.test import Client

from teenplay.catalogue.models import Shown
from teenplay.members.models import FavoriteCategory, Member

pytestmark = [pytest.mark.django_db, pytest.mark.database]

GOOD = {"nickname": "새내기", "email": "", "password": "pw-teenplay-1", "privacy_agree": "on"}


def test_sign_up_signs_in_and_goes_where_one_was(client: Client) -> None:
    answer = client.post("/sign-up/", {**GOOD, "next": "/clubs/"})
    member = Member.objects.get()
    assert answer["Location"] == "/welcome/?next=%2Fclubs%2F"
    assert client.session["_auth_user_id"] == str(member.pk)
    assert (member.nickname, member.privacy_agree, member.status) == ("새내기", True, Member.AccountStatus.ACTIVE)
    assert member.check_password("pw-teenplay-1")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"nickname": ""}, "꼭 채워"),
        ({"nickname": "가" * 21}, "20자까지"),
        ({"nickname": "a@b"}, "@를 쓸 수 없어요"),
        ({"nickname": " 하늘 "}, "이미 쓰고 있는"),
        ({"password": "1234"}, "짧"),
        ({"password": "password"}, "흔히"),
        ({"privacy_agree": ""}, "꼭 채워"),
        ({"email": "nope"}, "이메일"),
    ],
)
def test_sign_up_says_what_is_wrong(client: Client, wrong: dict[str, str], words: str) -> None:
    Member.objects.create_user(nickname="하늘", password="pw-teenplay-1")
    answer = client.post("/sign-up/", {**GOOD, **wrong})
    assert answer.status_code == 422
    errors = " ".join(error for errors in answer.context["form"].errors.values() for error in errors)
    assert words in errors
    assert Member.objects.count() == 1


@pytest.mark.parametrize("name", ["하늘", " 하늘", "sky@example.org"])
def test_sign_in_by_nickname_or_email(client: Client, name: str) -> None:
    member = Member.objects.create_user(nickname="하늘", email="Sky@example.org", password="pw-teenplay-1")
    assert client.post("/sign-in/", {"name": name, "password": "pw-teenplay-1"})["Location"] == "/"
    assert client.session["_auth_user_id"] == str(member.pk)


def test_sign_in_with_a_wrong_password_says_so_and_nothing_more(client: Client) -> None:
    Member.objects.create_user(nickname="하늘", password="pw-teenplay-1")
    for name in ("하늘", "아무도"):
        answer = client.post("/sign-in/", {"name": name, "password": "nope"})
        assert answer.status_code == 422
        assert answer.context["form"].non_field_errors() == ["닉네임이나 비밀번호가 맞지 않아요. 다시 확인해 주세요."]
    assert "_auth_user_id" not in client.session


def test_sign_out_is_a_post(signed_in: Client) -> None:
    assert signed_in.get("/sign-out/").status_code == 405
    signed_in.post("/sign-out/")
    assert "_auth_user_id" not in signed_in.session


@pytest.mark.parametrize("address", ["/me/", "/mine/"])
def test_pages_of_members_ask_visitors_to_sign_in(client: Client, address: str) -> None:
    assert client.get(address)["Location"] == f"/sign-in/?next=%2F{address[1:-1]}%2F"


def test_tastes_are_kept_and_taken_back(signed_in: Client, member: Member) -> None:
    words = {"nickname": "하늘", "keyword1": "러닝", "keyword2": "", "keyword3": "책", "region": "1"}
    assert signed_in.post("/me/", {**words, "categories": ["3", "11"]})["Location"] == "/me/"
    signed_in.post("/me/", {**words, "categories": ["11", "2"]})
    member.refresh_from_db()
    assert (member.keywords, member.region_id) == (("러닝", "책"), 1)
    chosen = FavoriteCategory.objects.filter(member=member, status=Shown.SHOWN)
    assert sorted(chosen.values_list("category", flat=True)) == [2, 11]
    assert FavoriteCategory.objects.count() == 3


def test_a_new_nickname_is_what_one_signs_in_with(client: Client) -> None:
    Member.objects.create_user(nickname="바다")
    member = Member.objects.create_user(nickname="하늘", password="pw-teenplay-1")
    client.force_login(member, backend="teenplay.members.backends.MemberBackend")
    taken = client.post("/me/", {"nickname": "바다"})
    assert (taken.status_code, "이미 쓰고 있는 닉네임이에요." in taken.content.decode()) == (422, True)
    assert client.post("/me/", {"nickname": "Sky"})["Location"] == "/me/"
    assert Client().post("/sign-in/", {"name": "sky", "password": "pw-teenplay-1"})["Location"] == "/"
    assert Client().post("/sign-in/", {"name": "하늘", "password": "pw-teenplay-1"}).status_code == 422


def test_theme_is_kept_in_a_cookie_or_follows_the_device(client: Client) -> None:
    client.post("/theme/", {"theme": "dark", "next": "/"})
    assert b'<html lang="ko" data-theme="dark">' in client.get("/").content
    client.post("/theme/", {"theme": ""})
    assert b'<html lang="ko">' in client.get("/").content
    client.post("/theme/", {"theme": '"><script>'})
    assert b"<script>" not in client.get("/").content
