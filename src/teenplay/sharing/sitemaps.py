"""The sitemap for search engines: real (not synthetic) activities and clubs, and the list pages."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from teenplay.activities.models import Activity
from teenplay.catalogue.models import Shown
from teenplay.clubs.models import Club


class Pages(Sitemap):
    def items(self) -> list[str]:
        return ["pages:home", "pages:activities", "pages:clubs"]

    def location(self, item: str) -> str:
        return reverse(item)


class Activities(Sitemap):
    limit = 5_000

    def items(self) -> QuerySet[Activity]:
        real = Activity.objects.shown().filter(synthetic=False)
        return real.only("pk", "updated_date").order_by("-pk")

    def location(self, item: Activity) -> str:
        return reverse("pages:activity", args=[item.pk])

    def lastmod(self, item: Activity) -> datetime.datetime:
        return item.updated_date


class Clubs(Sitemap):
    limit = 5_000

    def items(self) -> QuerySet[Club]:
        return Club.objects.filter(status=Shown.SHOWN, synthetic=False).only("pk", "updated_date").order_by("-pk")

    def location(self, item: Club) -> str:
        return reverse("pages:club", args=[item.pk])

    def lastmod(self, item: Club) -> datetime.datetime:
        return item.updated_date


SITEMAPS: dict[str, Any] = {"pages": Pages, "activities": Activities, "clubs": Clubs}
