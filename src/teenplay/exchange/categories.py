"""Mapping a source's categories to the platform's."""

from __future__ import annotations

from collections.abc import Iterable

from teenplay.activities.models import Activity
from teenplay.catalogue.models import Category
from teenplay.clubs.models import Club
from teenplay.exchange.models import CategoryMapping

OTHER = "기타"


def resolve(source: str, names: Iterable[str], notes: list[str]) -> dict[str, int | None]:
    """The platform's category ids for a source's category names; the empty name has none.

    The name of a platform category maps to itself. A name that is missing in the operators' table is
    added there as 기타, for them to correct, and noted.
    """
    own = dict(Category.objects.values_list("name", "id"))
    mapped = dict(CategoryMapping.objects.filter(source=source).values_list("name", "category_id"))
    wanted = sorted(set(names) - {""})
    new = [name for name in wanted if name not in own and name not in mapped]
    if new:
        CategoryMapping.objects.bulk_create(
            CategoryMapping(source=source, name=name, category_id=own[OTHER]) for name in new
        )
        notes.append(f"categories not known yet, taken as {OTHER} until an operator maps them: {', '.join(new)}")
    return {"": None, **{name: own.get(name, mapped.get(name, own[OTHER])) for name in wanted}}


def apply(mapping: CategoryMapping) -> int:
    """Give the rows loaded from the source the mapping's current category; returns how many."""
    rows = {"source": mapping.source, "source_category": mapping.name}
    clubs = Club.objects.filter(**rows).update(main_category=mapping.category)
    return clubs + Activity.objects.filter(**rows).update(category=mapping.category)
