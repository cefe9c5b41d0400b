"""The tabs of the main page: eight cards each, and the next eight without repetitions."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from functools import partial
from typing import NamedTuple

from django.http import HttpRequest
from django.utils.translation import gettext as _

from moim_django import services
from moim_django.services import Item
from teenplay.activities import lists
from teenplay.activities.cards import Card, Choice
from teenplay.activities.models import Activity
from teenplay.activities.offers import offered_to
from teenplay.kit.reasons import sentences
from teenplay.pages import visits

SIZE = 8
LONGEST = 200
"""The list ends after this many cards."""


class ListTab(NamedTuple):
    """A tab: its name in addresses and its label."""

    name: str
    label: str


def tabs() -> list[ListTab]:
    return [ListTab("for-you", _("AI 추천")), ListTab("popular", _("인기")), ListTab("newest", _("최신"))]


class Picks(NamedTuple):
    """Eight cards, and the ids that the next eight must exclude (empty: there are no more)."""

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
    """The next activities of a tab.

    Parameters
    ----------
    tab
        A name of :func:`tabs`.
    seen
        Ids of the activities that are on the page already.
    eligible
        All activities the person could join, if the caller has read them already.
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
    """The recommender's choice: for a member by their state, for a visitor by the season and this visit's clicks."""
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
