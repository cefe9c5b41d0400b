"""Completing an activity: category, club, payment, place, and times in the right order."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict

import numpy as np

from moim.text.cleaning import html_to_text
from teenplay.activities.models import Activity, Pay
from teenplay.catalogue.models import Category, Shown
from teenplay.catalogue.places import read_place
from teenplay.clubs.models import Club
from teenplay.exchange.completion.draws import DAY, HOUR, at_hour, generator, make_up

_TIMES = ("created_date", "recruit_start", "recruit_end", "start", "end")


class ActivityCompleter:
    """Completes activities; ``lacking`` counts what was impossible because there are no clubs."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.lacking: Counter[str] = Counter()
        self.other = Category.objects.order_by("id").last()
        self.clubs: dict[int, list[Club]] = defaultdict(list)
        shown = Club.objects.filter(status=Shown.SHOWN, main_category__isnull=False)
        for club in shown.select_related("region").order_by("id"):
            self.clubs[club.main_category_id].append(club)  # type: ignore[index]

    def complete(self, activity: Activity) -> bool:
        """Fill empty columns; returns whether there were any."""
        rng = generator(self.seed, activity)
        before = (len(activity.made_up), _times(activity))
        if activity.club_id is None:
            self._find_club(rng, activity)
        if activity.category_id is None:
            category = activity.club.main_category if activity.club else None
            make_up(activity, "category", category or self.other)
        self._place(activity)
        _order_times(rng, activity)
        if activity.pay_id is None:
            self._pay(activity)
        changed = (len(activity.made_up), _times(activity)) != before
        if changed:
            activity.save()
        return changed

    def _find_club(self, rng: np.random.Generator, activity: Activity) -> None:
        """A club of the activity's category (of any, if it has none), preferably in the region the activity names."""
        if activity.category_id is None:
            clubs = [club for some in self.clubs.values() for club in some]
        else:
            clubs = self.clubs[activity.category_id]
        region = _named_region(activity)
        near = [club for club in clubs if club.region and club.region.name == region] or clubs
        if near:
            make_up(activity, "club", near[rng.integers(len(near))])
        else:
            self.lacking["activities without a club: none has their category"] += 1

    def _place(self, activity: Activity) -> None:
        """The place named in the title or the content, else the club's."""
        if activity.address_location:
            return
        place = read_place(activity.title, html_to_text(activity.content))
        region = activity.club.region.name if activity.club and activity.club.region else ""
        location = " ".join(filter(None, (place.region, place.district))) or region
        if location:
            make_up(activity, "address_location", location)

    def _pay(self, activity: Activity) -> None:
        """The payment that an activity needs. Nobody paid for this one: 0 won, no receipt."""
        owner = activity.club.member_id if activity.club else None
        if owner is None:
            self.lacking["activities without a payment: their club has no owner"] += 1
            return
        dates = {"created_date": activity.created_date, "updated_date": activity.created_date}
        make_up(activity, "pay", Pay.objects.create(member_id=owner, price=0, **dates))


def _named_region(activity: Activity) -> str:
    return read_place(activity.address_location, activity.title, html_to_text(activity.content)).region


def _times(activity: Activity) -> list[datetime.datetime | None]:
    return [getattr(activity, name) for name in _TIMES]


def _order_times(rng: np.random.Generator, activity: Activity) -> None:
    """Put creation, start and end of recruiting, start and end of the activity in this order.

    The time of the activity is the most reliable one in a source, so the others are adjusted to it.
    """
    if activity.start is None:
        announced = activity.recruit_end or (activity.recruit_start or activity.created_date) + _days(rng, 7, 21)
        make_up(activity, "start", at_hour(announced + _days(rng, 1, 7), int(rng.integers(10, 20))))
    start: datetime.datetime = activity.start  # type: ignore[assignment]
    if activity.end is None or activity.end < start:
        make_up(activity, "end", start + int(rng.integers(2, 5)) * HOUR)
    if activity.recruit_end is None:
        opened = activity.recruit_start or activity.created_date
        make_up(activity, "recruit_end", max(start - _days(rng, 1, 3), min(opened, start)))
    elif activity.recruit_end > start:
        make_up(activity, "recruit_end", start)
    until: datetime.datetime = activity.recruit_end  # type: ignore[assignment]
    if activity.recruit_start is None or activity.recruit_start > until:
        make_up(activity, "recruit_start", min(activity.created_date, until))
    opens: datetime.datetime = activity.recruit_start  # type: ignore[assignment]
    if activity.created_date > opens:
        make_up(activity, "created_date", opens)


def _days(rng: np.random.Generator, low: int, high: int) -> datetime.timedelta:
    return int(rng.integers(low, high + 1)) * DAY
