"""The tabs of the main page: eight cards each, and the next eight that repeat none of those above."""

from __future__ import annotations

import datetime
from functools import partial
from typing import NamedTuple

from django.http import HttpRequest
from django.utils.translation import gettext as _

from moim_django import services
from teenplay.activities.offers import for_cards, offered_to
from teenplay.pages import lists, visits
from teenplay.pages.cards import Card, cards_from
from teenplay.pages.reasons import sentences

SIZE = 8
LONGEST = 200
"""Cards on one page; after so many the list ends."""


class Tab(NamedTuple):
    """A tab by its name in addresses and on the screen."""

    name: str
    label: str


def tabs() -> list[Tab]:
    return [Tab("for-you", _("AI 추천")), Tab("popular", _("인기")), Tab("newest", _("최신"))]


class Picks(NamedTuple):
    """Eight cards, and the ids that the next eight leave out (empty: there is no more)."""

    cards: list[Card]
    seen: list[int]


def picks(request: HttpRequest, tab: str, *, seen: list[int], member_id: int | None, now: datetime.datetime) -> Picks:
    """The next cards of a tab.

    Args:
        tab: a name of :func:`tabs`.
        seen: ids of the activities that stand above already.
        member_id: ``None`` for a visitor.
    """
    if len(seen) >= LONGEST:
        return Picks([], [])
    if tab == "for-you":
        cards = _for_you(request, seen=seen, member_id=member_id, now=now)
    else:
        activities = for_cards(offered_to(member_id, now), member_id).exclude(pk__in=seen)
        if tab == "popular":
            cards = cards_from(lists.popular(activities)[:SIZE], now, lists.why_popular)
        else:
            cards = cards_from(lists.newest(activities)[:SIZE], now, partial(lists.why_newest, now=now))
    more = len(cards) == SIZE
    return Picks(cards, [*seen, *(card.activity.pk for card in cards)] if more else [])


def _for_you(request: HttpRequest, *, seen: list[int], member_id: int | None, now: datetime.datetime) -> list[Card]:
    """The recommender's choice: for a member by all they did, for a visitor by the season and this visit."""
    page = services.recommend(
        member_id=member_id,
        at=now,
        k=SIZE,
        exclude=seen,
        surface="home",
        clicks=[] if member_id else visits.clicks(request),
    )
    return [
        Card(
            item.row,
            now,
            next(iter(sentences(item.reasons)), "") or lists.why_popular(item.row),
            f"{page.recommendation}.{item.position}",
        )
        for item in page.items
    ]
