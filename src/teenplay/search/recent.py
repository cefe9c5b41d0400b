"""Recent searches of a member, newest first. Only searches typed on this site are kept; members can delete them."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from teenplay.catalogue.models import Shown
from teenplay.members.models import Member
from teenplay.members.viewer import viewer_of
from teenplay.search.models import RecentSearch

KEPT = 10


def searches_of(member: Member) -> QuerySet[RecentSearch]:
    """The searches to show again."""
    return RecentSearch.objects.filter(member=member, status=Shown.SHOWN).order_by("-created_date", "-pk")[:KEPT]


def remember(request: HttpRequest, query: str, now: datetime.datetime) -> None:
    """Keep a search that a member made with the site's own form.

    A search is a GET, which any other site can link to; the browser's ``Sec-Fetch-Site`` tells whether it is ours.
    """
    member = viewer_of(request)
    own = request.headers.get("Sec-Fetch-Site") == "same-origin"
    if member is not None and own and request.method == "GET" and "page" not in request.GET:
        _keep(member, query, now)


@transaction.atomic
def _keep(member: Member, query: str, now: datetime.datetime) -> None:
    rows = RecentSearch.objects.filter(member=member)
    rows.filter(keyword=query).delete()
    RecentSearch.objects.create(member=member, keyword=query, created_date=now, updated_date=now)
    kept = list(rows.order_by("-created_date", "-pk").values_list("pk", flat=True)[:KEPT])
    rows.exclude(pk__in=kept).delete()
