"""A newcomer's three steps."""

import pytest
from django.test import Client

from teenplay.catalogue.models import Shown
from teenplay.members.models import FavoriteCategory, Member

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
