"""What a member looked for: kept when they typed it, offered again, deleted when they say so."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.teenplay.world import make_activity, make_member

from teenplay.members.models import Member
from teenplay.search.models import RecentSearch

pytestmark = [pytest.mark.django_db, pytest.mark.database]

OURS = {"Sec-Fetch-Site": "same-origin"}


def look_for(client: Client, query: str, **headers: str) -> None:
    client.get("/activities/", {"q": query}, headers={**OURS, **headers})


def words(client: Client) -> list[str]:
    return [search.keyword for search in client.get("/activities/").context["searches"]]


def test_last_comes_first_and_each_once(signed_in: Client, member: Member) -> None:
    for query in ("러닝", "도자기", "러닝"):
        look_for(signed_in, query)
    assert words(signed_in) == ["러닝", "도자기"]
    assert set(RecentSearch.objects.values_list("member", "status")) == {(member.pk, 1)}


def test_ten_are_kept(signed_in: Client) -> None:
    for n in range(12):
        look_for(signed_in, f"검색 {n}")
    assert words(signed_in) == [f"검색 {n}" for n in range(11, 1, -1)]
    assert RecentSearch.objects.count() == 10


def test_only_what_a_member_typed_here_is_kept(signed_in: Client) -> None:
    look_for(Client(), "손님")
    look_for(signed_in, "남의 링크", **{"Sec-Fetch-Site": "cross-site"})
    signed_in.get("/activities/", {"q": "다음 쪽", "page": "2"}, headers=OURS)
    signed_in.head("/activities/", {"q": "머리"}, headers=OURS)
    look_for(signed_in, " ")
    assert not RecentSearch.objects.exists()


def test_deleted_searches_leave_no_row(signed_in: Client, member: Member) -> None:
    for query in ("러닝", "도자기"):
        look_for(signed_in, query)
    latest = RecentSearch.objects.get(keyword="도자기")
    address = f"/searches/{latest.pk}/forget/"
    assert signed_in.get(address).status_code == 405
    piece = signed_in.post(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in piece
    assert ("러닝" in piece, "도자기" in piece) == (True, False)
    last = RecentSearch.objects.get()
    assert signed_in.post(f"/searches/{last.pk}/forget/", {"next": "/activities/"})["Location"] == "/activities/"
    assert not RecentSearch.objects.exists()


def test_nobody_deletes_what_another_looked_for(signed_in: Client) -> None:
    other = RecentSearch.objects.create(member=make_member("소연"), keyword="비밀")
    signed_in.post(f"/searches/{other.pk}/forget/")
    assert RecentSearch.objects.filter(pk=other.pk).exists()
    assert words(signed_in) == []
    assert Client().post(f"/searches/{other.pk}/forget/")["Location"].startswith("/sign-in/")


def test_offered_under_the_empty_box_only(signed_in: Client) -> None:
    look_for(signed_in, "러닝&=")
    page = signed_in.get("/activities/").content.decode()
    assert 'href="/activities/?q=%EB%9F%AC%EB%8B%9D%26%3D"' in page
    assert 'id="recent"' not in signed_in.get("/activities/?q=러닝").content.decode()
    assert 'id="recent"' not in Client().get("/activities/").content.decode()


def test_asks_one_query_more_than_for_a_visitor(
    signed_in: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(3):
        look_for(signed_in, f"검색 {n}")
    make_activity()
    with django_assert_num_queries(6):  # a visitor's three, session, member, searches
        signed_in.get("/activities/")
