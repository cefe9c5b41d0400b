"""The tabs of the main page: eight cards each, and the next eight that repeat none of those above."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from functools import partial
from typing import NamedTuple

from django.http import HttpRequest
from django.utils.translation import gettext as _

from moim_django import services
from moim_django.services import Item
from teenplay.activities.models import Activity
from teenplay.activities.offers import offered_to
from teenplay.pages import lists, visits
from teenplay.pages.cards import Card, Choice
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

    @classmethod
    def after(cls, seen: Sequence[int], cards: list[Card]) -> Picks:
        more = len(cards) == SIZE
        return cls(cards, [*seen, *(card.activity.pk for card in cards)] if more else [])


def choose(
    request: HttpRequest,
    tab: str,
    *,
    seen: Sequence[int],
    now: datetime.datetime,
    eligible: Collection[int] | None = None,
) -> list[Choice]:
    """The next of a tab.

    Args:
        tab: a name of :func:`tabs`.
        seen: ids of the activities that stand above already.
        eligible: all that the person could join, where the page has read it already.
    """
    if len(seen) >= LONGEST:
        return []
    if tab == "for-you":
        return _for_you(request, seen=seen, now=now, eligible=eligible)
    activities = offered_to(request.user.pk, now).exclude(pk__in=seen)
    if tab == "popular":
        return [Choice(pk, lists.why_popular) for pk in lists.popular(activities).values_list("pk", flat=True)[:SIZE]]
    why = partial(lists.why_newest, now=now)
    return [Choice(pk, why) for pk in lists.newest(activities).values_list("pk", flat=True)[:SIZE]]


def _for_you(
    request: HttpRequest, *, seen: Sequence[int], now: datetime.datetime, eligible: Collection[int] | None
) -> list[Choice]:
    """The recommender's choice: for a member by all they did, for a visitor by the season and this visit."""
    page = services.recommend(
        member_id=request.user.pk,
        at=now,
        k=SIZE,
        exclude=seen,
        eligible=eligible,
        surface="home",
        clicks=[] if request.user.is_authenticated else visits.clicks(request),
        rows=False,
    )
    return [Choice(item.id, partial(_why, item), f"{page.recommendation}.{item.position}") for item in page.items]


def _why(item: Item, activity: Activity) -> str:
    return next(iter(sentences(item.reasons[:1])), "") or lists.why_popular(activity)
