"""How the categories of other catalogues become the platform's."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from teenplay.catalogue.models import Category


class CategoryMapping(models.Model):
    """What one category of a source is here. Operators edit these; the next load follows them."""

    source = models.CharField(_("source"), max_length=40)
    name = models.CharField(_("category in the source"), max_length=100)
    category = models.ForeignKey(Category, models.PROTECT, verbose_name=_("category"))

    class Meta:
        verbose_name = _("category mapping")
        verbose_name_plural = _("category mappings")
        constraints = [models.UniqueConstraint(fields=["source", "name"], name="category_mapping_once")]

    def __str__(self) -> str:
        return f"{self.source}: {self.name} → {self.category}"
