"""The keywords offered to newcomers."""

import pytest
from tests.teenplay.world import NOW, make_activity

from teenplay.search import index
from teenplay.search.keywords import content_words, suggested

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_suggested_words_tell_of_the_category_and_not_of_places() -> None:
    for n in range(3):
        make_activity(f"한강 러닝 모임 {n}", category_id=3, address_location="서울 한강")
        make_activity(f"저녁 책 모임 도서관 {n}", category_id=11)
    make_activity("요가 모임", category_id=3)  # once only
    index.refresh()
    # 러닝 3³/3² = 3; 모임 stands in 4 of 7 titles: 4³/7² = 1.3; 한강 is the place
    assert suggested([3], NOW) == ["러닝", "모임"]
    assert suggested([11], NOW) == ["도서관", "저녁", "모임"]
    assert suggested([], NOW)[:3] == ["도서관", "러닝", "저녁"]
    assert suggested([5], NOW) == []


def test_units_are_no_interests() -> None:
    assert content_words("한강 5km 러닝 DIY", "", " 한강 km 러닝 diy DIY ") == {"한강", "러닝", "DIY"}
