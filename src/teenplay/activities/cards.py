"""Cards of activities: what they show, and reading all cards of a page with one query."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse

from teenplay.activities.models import Activity, ActivityMember
from teenplay.activities.offers import for_cards
from teenplay.kit import dates

FEW = 5
"""With this many seats left or fewer, the card shows how many."""


@dataclass(frozen=True, slots=True)
class Seats:
    """How full an activity is; ``limit`` is ``None`` when its seats are not limited."""

    taken: int
    limit: int | None

    @property
    def left(self) -> int:
        return max(0, (self.limit or 0) - self.taken)

    @property
    def percent(self) -> int:
        return min(100, round(100 * self.taken / self.limit)) if self.limit else 0

    @property
    def few(self) -> bool:
        return self.limit is not None and self.left <= min(FEW, self.limit // 2)


@dataclass(frozen=True, slots=True)
class Card:
    """One activity in a list, as one member or visitor sees it at ``now``."""

    activity: Activity
    now: datetime.datetime
    reason: str = ""
    shown_as: str = ""

    @property
    def liked(self) -> bool:
        return bool(self.activity.liked)  # type: ignore[attr-defined]

    @property
    def going(self) -> bool:
        """Whether the member takes part."""
        return bool(self.activity.held == ActivityMember.Participation.TAKING_PART)  # type: ignore[attr-defined]

    @property
    def waiting(self) -> bool:
        """Whether the member has applied, or waits for a seat."""
        return bool(self.activity.held == ActivityMember.Participation.APPLIED)  # type: ignore[attr-defined]

    @property
    def own(self) -> bool:
        """Whether it is an activity of the member's own club, which they do not join."""
        return bool(self.activity.own)  # type: ignore[attr-defined]

    @property
    def likes(self) -> int:
        return int(self.activity.like_count)  # type: ignore[attr-defined]

    @property
    def seats(self) -> Seats:
        return Seats(self.activity.joined_count, self.activity.capacity)  # type: ignore[attr-defined]

    @property
    def closed(self) -> bool:
        """Whether recruiting has ended; true also when no recruiting period is known."""
        return self.activity.recruit_end is None or self.activity.recruit_end <= self.now

    @property
    def can_join(self) -> bool:
        """Whether the member could join it now, or its waiting list."""
        begun = self.activity.recruit_start is not None and self.activity.recruit_start <= self.now
        return begun and not (self.closed or self.going or self.waiting or self.own)

    @property
    def deadline(self) -> dates.Deadline | None:
        return dates.deadline(self.activity.recruit_end, self.now)

    @property
    def when(self) -> str:
        return dates.date_and_time(self.activity.start, self.now) if self.activity.start else ""

    @property
    def place(self) -> str:
        return self.activity.address_location

    @property
    def origin(self) -> str:
        """The query string that names the recommendation the card was shown in; empty outside a recommendation."""
        return f"?from={self.shown_as}" if self.shown_as else ""

    @property
    def address(self) -> str:
        """The activity's page."""
        return reverse("pages:activity", args=[self.activity.pk]) + self.origin


def cards_from(activities: Iterable[Activity], now: datetime.datetime, reason: Callable[[Activity], str]) -> list[Card]:
    """Cards of activities read by :func:`teenplay.activities.offers.for_cards`, in their order.

    Parameters
    ----------
    reason
        Gives the one-line reason shown with an activity.
    """
    return [Card(activity, now, reason(activity)) for activity in activities]


class Choice(NamedTuple):
    """An activity chosen for a list but not read yet; ``why`` gives its one-line reason, ``shown_as`` its position."""

    pk: int
    why: Callable[[Activity], str]
    shown_as: str = ""


def read(lists: Iterable[Sequence[Choice]], member_id: int | None) -> dict[int, Activity]:
    """All activities chosen for the lists of a page, with what cards need, in one query."""
    chosen = {choice.pk for choices in lists for choice in choices}
    return for_cards(Activity.objects.filter(pk__in=chosen), member_id).in_bulk() if chosen else {}


def draw(choices: Sequence[Choice], activities: Mapping[int, Activity], now: datetime.datetime) -> list[Card]:
    """The cards of one list; activities that have been removed since they were chosen are left out."""
    found = [(activities[choice.pk], choice) for choice in choices if choice.pk in activities]
    return [Card(activity, now, choice.why(activity), choice.shown_as) for activity, choice in found]
