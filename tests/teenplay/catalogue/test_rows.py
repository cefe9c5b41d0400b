import pytest

from teenplay.catalogue.models import Category, Region

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_thirteen_categories_and_fifteen_regions_stand_in_the_order_exports_refer_to() -> None:
    categories = list(Category.objects.order_by("id").values_list("id", "name"))
    regions = list(Region.objects.order_by("id").values_list("id", "name"))
    assert categories[0] == (1, "취미")
    assert categories[11:] == [(12, "지역축제"), (13, "기타")]
    assert len(categories) == 13
    assert regions[4:6] == [(5, "울산"), (6, "경남")]
    assert len(regions) == 15


def test_the_next_category_gets_the_next_id() -> None:
    assert Category.objects.create(name="열넷째").pk == 14
