"""The short rows below the picks of the main page: news of the member's clubs, closing soon, near."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import NamedTuple

from django.db.models import BooleanField, Exists, OuterRef, Value
from django.utils.translation import gettext as _

from teenplay.activities import lists
from teenplay.activities.cards import Choice
from teenplay.activities.models import Activity
from teenplay.activities.offers import offered_to
from teenplay.clubs.models import ClubMember
from teenplay.posts.board import news_for
from teenplay.posts.models import ClubPost

SIZE = 4
POSTS = 3


class Shelf(NamedTuple):
    """A row and the activities chosen for it; ``query`` leads to the full list. News also has ``posts``."""

    name: str
    heading: str
    query: str
    choices: list[Choice]
    posts: Sequence[ClubPost] = ()


class Offer(NamedTuple):
    """The columns of an open activity that are needed to choose it for a row."""

    pk: int
    region_id: int | None
    own_club: bool


def offers(member_id: int | None, now: datetime.datetime) -> list[Offer]:
    """All activities a member or a visitor could join, the first to close first; one query."""
    own: Exists | Value = Value(False, output_field=BooleanField())
    if member_id is not None:
        clubs = ClubMember.objects.filter(member=member_id, status=ClubMember.Membership.MEMBER)
        own = Exists(clubs.filter(club=OuterRef("club")))
    rows = lists.closing_soon(offered_to(member_id, now))
    return [Offer(*row) for row in rows.values_list("pk", "club__region", own)]


def shelves(
    member_id: int | None,
    region_id: int | None,
    now: datetime.datetime,
    *,
    offered: Sequence[Offer],
    shown: Collection[int],
) -> list[Shelf]:
    """The rows, chosen from ``offered`` without those ``shown`` already and without repetitions.

    One query for a member (the posts of their clubs), none for a visitor. Empty rows are left out, except the region's,
    in which a visitor chooses another region.
    """
    closing = [row for row in offered if row.pk not in shown]
    newest = sorted((row for row in closing if row.own_club), reverse=True)
    near = [row for row in closing if region_id and row.region_id == region_id]
    posts = news_for(member_id, now, most=POSTS) if member_id is not None else []
    taken: set[int] = set()

    def shelf(name: str, heading: str, query: str, rows: list[Offer], why: Callable[[Activity], str]) -> Shelf:
        chosen = [row.pk for row in rows if row.pk not in taken][:SIZE]
        taken.update(chosen)
        return Shelf(name, heading, query, [Choice(pk, why) for pk in chosen])

    all_of_them = [
        shelf("news", _("내 모임 소식"), "", newest, lambda activity: _("내 모임의 새 활동이에요"))._replace(
            posts=posts
        ),
        shelf("closing", _("곧 마감"), "?sort=deadline", closing, partial(lists.why_closing, now=now)),
        shelf("near", _("근처에서"), f"?region={region_id}", near, lambda activity: _("고른 지역에서 열려요")),
    ]
    return [shelf for shelf in all_of_them if shelf.choices or shelf.posts or (shelf.name == "near" and region_id)]
