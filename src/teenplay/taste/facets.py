"""What an activity says about whoever likes it, and a member's traces less what they turned down."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from typing import NamedTuple

from django.utils import timezone

from moim.members import MemberState, Trace
from teenplay.activities.models import Activity
from teenplay.pages.keywords import content_words
from teenplay.taste.models import Kind, Level

WEEKEND = 5
"""Monday is 0."""


class Facet(NamedTuple):
    """One thing that can be believed: ``value`` is an id for categories and clubs, else text."""

    kind: str
    value: str


PAUSED = Facet(Kind.EVERYTHING, "")


def facets_of(activity_ids: Collection[str]) -> dict[str, frozenset[Facet]]:
    """The facets of each activity that still exists; one query."""
    rows = Activity.objects.filter(pk__in=activity_ids).values_list(
        "pk", "category", "club", "title", "address_location", "start", "search__words"
    )
    found = {}
    for pk, category, club, title, place, start, words in rows:
        facets = {Facet(Kind.WORD, word) for word in content_words(title, place, words)}
        facets |= {Facet(kind, str(id)) for kind, id in ((Kind.CATEGORY, category), (Kind.CLUB, club)) if id}
        if place:
            facets.add(Facet(Kind.PLACE, " ".join(place.split()[:2])))
        if start:
            facets.add(Facet(Kind.TIME, part_of_week(start)))
        found[str(pk)] = frozenset(facets)
    return found


def part_of_week(moment: datetime.datetime) -> str:
    """``weekday-evening``, ``weekend-morning``, ... in the active time zone."""
    local = timezone.localtime(moment)
    day = "weekend" if local.weekday() >= WEEKEND else "weekday"
    hours = ("morning", 12), ("afternoon", 18), ("evening", 24)
    return f"{day}-{next(name for name, until in hours if local.hour < until)}"


def permitted(state: MemberState, turned_down: Mapping[Facet, int]) -> MemberState:
    """The state less what its member turned down.

    A trace of an activity with a facet turned off is left out; with one turned down it counts as a look.
    """
    if PAUSED in turned_down:
        return MemberState()
    if not turned_down:
        return state
    facets = facets_of(state.traces)
    kept: dict[str, Trace] = {}
    for activity_id, trace in state.traces.items():
        levels = [turned_down.get(facet, Level.ALL) for facet in facets.get(activity_id, ())]
        level = max(levels, default=Level.ALL)
        if level == Level.LESS and trace.standing != "decline":
            trace = Trace("view", trace.at)
        if level != Level.NOTHING:
            kept[activity_id] = trace
    return MemberState(kept, state.topics)
