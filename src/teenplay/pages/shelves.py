"""The short rows below the picks of the main page: news of one's clubs, closing soon, near."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from django.db.models import BooleanField, Exists, OuterRef, Value
from django.utils.translation import gettext as _

from teenplay.activities.models import Activity
from teenplay.activities.offers import for_cards, offered_to
from teenplay.clubs.models import ClubMember
from teenplay.pages import lists
from teenplay.pages.cards import Card

SIZE = 4


class Shelf(NamedTuple):
    """A row and what it shows; ``query`` leads to all of it."""

    name: str
    heading: str
    query: str
    cards: list[Card]


class _Open(NamedTuple):
    """What is needed of an open activity to choose it for a row."""

    pk: int
    region_id: int | None
    own_club: bool


def shelves(member_id: int | None, region_id: int | None, now: datetime.datetime, *, shown: set[int]) -> list[Shelf]:
    """The rows for a member or a visitor, in two queries; nothing that is ``shown`` already, and nothing twice.

    Rows with nothing to show are left out, but for the region's: a visitor chooses another one there.
    """
    closing = [row for row in _open(member_id, now) if row.pk not in shown]
    newest = sorted((row for row in closing if row.own_club), reverse=True)
    near = [row for row in closing if region_id and row.region_id == region_id]
    plan: list[tuple[str, str, str, list[_Open], Callable[[Activity], str]]] = [
        ("news", _("내 모임 소식"), "", newest, lambda activity: _("내 모임의 새 활동이에요")),
        ("closing", _("곧 마감"), "?sort=deadline", closing, partial(lists.why_closing, now=now)),
        ("near", _("근처에서"), f"?region={region_id}", near, lambda activity: _("고른 지역에서 열려요")),
    ]
    taken: set[int] = set()
    chosen: dict[str, list[int]] = {}
    for name, _heading, _query, rows, _why in plan:
        chosen[name] = [row.pk for row in rows if row.pk not in taken][:SIZE]
        taken.update(chosen[name])
    drawn = for_cards(Activity.objects.filter(pk__in=taken), member_id).in_bulk() if taken else {}
    return [
        Shelf(name, heading, query, [Card(drawn[pk], now, why(drawn[pk])) for pk in chosen[name] if pk in drawn])
        for name, heading, query, _rows, why in plan
        if chosen[name] or (name == "near" and region_id)
    ]


def _open(member_id: int | None, now: datetime.datetime) -> list[_Open]:
    """All that is offered, what closes first at the top."""
    own: Exists | Value = Value(False, output_field=BooleanField())
    if member_id is not None:
        clubs = ClubMember.objects.filter(member=member_id, status=ClubMember.Status.MEMBER)
        own = Exists(clubs.filter(club=OuterRef("club")))
    rows = lists.closing_soon(offered_to(member_id, now).annotate(own_club=own))
    return [_Open(*row) for row in rows.values_list("pk", "club__region", "own_club")]
