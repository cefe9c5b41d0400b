"""Categories and regions, and the columns every table of the platform has."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Row(models.Model):
    """When a row came to be and when it last changed.

    Saving an existing row changes it now; ``bulk_create`` and ``update`` (loading) keep the dates they are given.
    """

    created_date = models.DateTimeField(_("created"), default=timezone.now)
    updated_date = models.DateTimeField(_("updated"), default=timezone.now)

    class Meta:
        abstract = True

    def save(self, *, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        if not self._state.adding:
            self.updated_date = timezone.now()
            if update_fields is not None:
                update_fields = {*update_fields, "updated_date"}
        self.updated_date = max(self.updated_date, self.created_date)
        super().save(update_fields=update_fields, **kwargs)


class Sourced(models.Model):
    """Where a row came from, and how far it can be believed."""

    source = models.CharField(_("source"), max_length=40, null=True, blank=True)
    source_id = models.CharField(_("id in the source"), max_length=200, null=True, blank=True)
    source_extra = models.JSONField(_("cells of the source without a column here"), null=True, blank=True)
    synthetic = models.BooleanField(_("synthetic"), default=False, db_default=False)
    made_up = models.JSONField(
        _("columns made up by completion"), default=list, db_default=models.Value([], models.JSONField()), blank=True
    )

    class Meta:
        abstract = True


class Shown(models.IntegerChoices):
    """The ``status`` of a row that is either shown or taken away."""

    REMOVED = 0, _("removed")
    SHOWN = 1, _("shown")


class Category(Row):
    """One of the thirteen categories; ids 1 to 13 are the classes the recommender learns."""

    name = models.CharField(_("name"), max_length=50, db_column="category_name")
    status = models.SmallIntegerField(_("status"), choices=Shown, default=Shown.SHOWN)

    class Meta:
        db_table = "tbl_category"
        ordering = ("id",)
        verbose_name = _("category")
        verbose_name_plural = _("categories")

    def __str__(self) -> str:
        return self.name


class Region(Row):
    """One of the fifteen regions."""

    name = models.CharField(_("name"), max_length=50, db_column="region")
    status = models.SmallIntegerField(_("status"), choices=Shown, default=Shown.SHOWN)

    class Meta:
        db_table = "tbl_region"
        ordering = ("id",)
        verbose_name = _("region")
        verbose_name_plural = _("regions")

    def __str__(self) -> str:
        return self.name
