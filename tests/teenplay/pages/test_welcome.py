"""A newcomer's three steps, and the words they are offered."""

import pytest
from django.test import Client
from tests.teenplay.world import NOW, make_activity

from teenplay.catalogue.models import Shown
from teenplay.members.models import FavoriteCategory, Member
from teenplay.pages import search
from teenplay.pages.forms import keywords_from
from teenplay.pages.keywords import content_words, suggested

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_three_steps_keep_what_was_chosen_and_lead_on(signed_in: Client, member: Member) -> None:
    second = signed_in.post("/welcome/", {"category": ["3", "11", "999", "x"], "next": "/clubs/"})["Location"]
    assert second == "/welcome/keywords/?next=%2Fclubs%2F"
    third = signed_in.post(second, {"keyword": ["러닝", "", "러닝", "책"], "next": "/clubs/"})["Location"]
    assert third == "/welcome/region/?next=%2Fclubs%2F"
    assert signed_in.post(third, {"region": "2", "next": "/clubs/"})["Location"] == "/clubs/"
    member.refresh_from_db()
    chosen = FavoriteCategory.objects.filter(member=member, status=Shown.SHOWN).order_by("category")
    assert list(chosen.values_list("category", flat=True)) == [3, 11]
    assert (member.keywords, member.region_id) == (("러닝", "책"), 2)


@pytest.mark.parametrize("region", ["", "999", "x"])
def test_a_region_that_is_none_leaves_it_open(signed_in: Client, member: Member, region: str) -> None:
    assert signed_in.post("/welcome/region/", {"region": region}).status_code == 302
    member.refresh_from_db()
    assert member.region is None


def test_every_step_can_be_skipped(signed_in: Client) -> None:
    for address, onward in (
        ("/welcome/", "/welcome/keywords/"),
        ("/welcome/keywords/", "/welcome/region/"),
        ("/welcome/region/", "/"),
    ):
        assert f'href="{onward}?next=%2F"'.replace("%2F", "/") in signed_in.get(address).content.decode()


def test_keywords_from_keeps_three_different_ones() -> None:
    assert keywords_from([" 책 ", "", "책", "러닝", "빵", "차"]) == ("책", "러닝", "빵")
    assert keywords_from([]) == ("", "", "")
    assert len(keywords_from(["가" * 90])[0]) == 50


def test_suggested_words_tell_of_the_category_and_not_of_places() -> None:
    for n in range(3):
        make_activity(f"한강 러닝 모임 {n}", category_id=3, address_location="서울 한강")
        make_activity(f"저녁 책 모임 도서관 {n}", category_id=11)
    make_activity("요가 모임", category_id=3)  # once only
    search.refresh()
    # 러닝 3³/3² = 3; 모임 stands in 4 of 7 titles: 4³/7² = 1.3; 한강 is the place
    assert suggested([3], NOW) == ["러닝", "모임"]
    assert suggested([11], NOW) == ["도서관", "저녁", "모임"]
    assert suggested([], NOW)[:3] == ["도서관", "러닝", "저녁"]
    assert suggested([5], NOW) == []


def test_units_are_no_interests() -> None:
    assert content_words("한강 5km 러닝 DIY", "", " 한강 km 러닝 diy DIY ") == {"한강", "러닝", "DIY"}
