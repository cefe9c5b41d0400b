"""What a member looked for lately, the last first. Only what they typed themselves counts, and they can delete it."""

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
    """The searches to offer again."""
    return RecentSearch.objects.filter(member=member, status=Shown.SHOWN).order_by("-created_date", "-pk")[:KEPT]


def remember(request: HttpRequest, query: str, now: datetime.datetime) -> None:
    """Keep what a member has just looked for with the site's own form.

    A search is a GET, to which any page of the world can lead; the browser says (``Sec-Fetch-Site``) whether ours did.
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
