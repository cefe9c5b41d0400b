"""Facets of activities (category, club, place, time, words), and a member's state without what they turned down."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from typing import NamedTuple

from django.utils import timezone

from moim.members import MemberState, Trace
from teenplay.activities.models import Activity
from teenplay.search.keywords import content_words
from teenplay.taste.models import FacetKind, Level

WEEKEND = 5
"""Monday is 0."""


class Facet(NamedTuple):
    """A property that a belief can be about; ``value`` is an id for categories and clubs, else text."""

    kind: str
    value: str


PAUSED = Facet(FacetKind.EVERYTHING, "")


def facets_of(activity_ids: Collection[str]) -> dict[str, frozenset[Facet]]:
    """The facets of each activity that still exists; one query."""
    rows = Activity.objects.filter(pk__in=activity_ids).values_list(
        "pk", "category", "club", "title", "address_location", "start", "search__words"
    )
    found = {}
    for pk, category, club, title, place, start, words in rows:
        facets = {Facet(FacetKind.WORD, word) for word in content_words(title, place, words)}
        facets |= {Facet(kind, str(id)) for kind, id in ((FacetKind.CATEGORY, category), (FacetKind.CLUB, club)) if id}
        if place:
            facets.add(Facet(FacetKind.PLACE, " ".join(place.split()[:2])))
        if start:
            facets.add(Facet(FacetKind.TIME, part_of_week(start)))
        found[str(pk)] = frozenset(facets)
    return found


def part_of_week(moment: datetime.datetime) -> str:
    """``weekday-evening``, ``weekend-morning``, ... in the active time zone."""
    local = timezone.localtime(moment)
    day = "weekend" if local.weekday() >= WEEKEND else "weekday"
    hours = ("morning", 12), ("afternoon", 18), ("evening", 24)
    return f"{day}-{next(name for name, until in hours if local.hour < until)}"


def permitted(state: MemberState, turned_down: Mapping[Facet, int]) -> MemberState:
    """The state without what its member turned down.

    Traces of an activity with a facet that is turned off are left out; with a facet that is turned down they count as a
    view.
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
