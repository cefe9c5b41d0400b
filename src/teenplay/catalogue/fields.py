"""Form fields that choose a category or a region, shown by its name in the reader's language."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext

from teenplay.catalogue.models import Category, Region, Shown


class RegionField(forms.ModelChoiceField):
    """One of the regions, by its name in the reader's language."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Region.objects.filter(status=Shown.SHOWN), required=False, **kwargs)

    def label_from_instance(self, obj: Region) -> str:
        return gettext(obj.name)


class CategoryField(forms.ModelChoiceField):
    """One of the categories, by its name in the reader's language."""

    def label_from_instance(self, obj: Category) -> str:
        return gettext(obj.name)


class CategoriesField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Category) -> str:
        return gettext(obj.name)
