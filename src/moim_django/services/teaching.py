"""What a join or a like teaches the weights: it was chosen, and what the member saw beside it was not.

The alternatives of a click on a list are the activities of that list as they stood, all of them, with the figures that
put them there; they are kept with the impressions. Without a list, or for one of another version, the features are
computed anew, against what was shown or else what is open at that moment.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from django.db.models import Q

from moim.data.events import Event
from moim.members import MemberState as EngineState
from moim_django import weights
from moim_django.adapters import adapter
from moim_django.conf import Moim
from moim_django.models import Impression, Interaction
from moim_django.serving import Active, serving

if TYPE_CHECKING:
    from moim.ranking.choice_model import Choice
    from moim.ranking.logged_features import LoggedFeatures

TEACH = ("join", "like")
GONE = ("join", "attend", "decline")
"""Standings with which an activity is no alternative any more."""

BATCH = 500
"""Clicks whose lists are read at once."""

Row = tuple[int, int | None, bytes | memoryview | None]


def lesson(event: Event, state: EngineState, recommendation: int | None) -> Callable[[], object] | None:
    """What is to be done once the event is kept; ``None``: it teaches nothing.

    To be called before the event is in the log, by whoever has locked the member's state. What a member has done with
    an activity before is not learned a second time: nobody moves everybody's weights by pressing a heart all day.
    """
    active = serving.loaded
    if active is None or event.kind not in TEACH or not Moim.from_settings().learn_online or _again(event, state):
        return None
    choice = _choice(active, event, state, _shown(event, recommendation))
    return partial(weights.learn, active.id, active.trained, choice) if choice else None


def shown_before(moment: datetime.datetime) -> dict[tuple[str, str, float], tuple[str, ...]]:
    """What members saw when they joined or liked something from a list before a moment, as training takes it.

    (member, activity, time) -> ids from the top. Nothing of other clicks is read.
    """
    credited = Interaction.objects.filter(kind__in=TEACH, recommendation__isnull=False, at__lt=moment).order_by()
    names: dict[int, str] = {}  # one text for each activity, however often it was shown
    found = {}
    clicks = credited.values_list("recommendation", "member_id", "activity_id", "at").iterator(chunk_size=BATCH)
    while batch := list(islice(clicks, BATCH)):
        lists: dict[tuple[int | None, int | None], list[int]] = {}
        rows = Impression.objects.filter(
            recommendation__in={number for number, *_ in batch}, target=Impression.Target.ACTIVITY
        ).order_by("recommendation", "position")
        for listed, whose, item in rows.values_list("recommendation", "member_id", "item_id"):
            lists.setdefault((listed, whose), []).append(item)
        for number, member_id, chosen, at in batch:
            shown = lists.get((number, member_id)) or lists.get((number, None), [])
            if chosen in shown:
                ids = tuple(names.setdefault(item, str(item)) for item in shown)
                found[str(member_id), str(chosen), at.timestamp()] = ids
    return found


def _again(event: Event, state: EngineState) -> bool:
    """Whether the member did the same with the activity before. One query where they did anything with it."""
    if event.activity_id not in state.traces:
        return False
    same = Interaction.objects.filter(activity_id=event.activity_id, kind=event.kind, member_id=event.member_id)
    return same.exists()


def _shown(event: Event, recommendation: int | None) -> Sequence[Row]:
    """The activities of the list from the top; empty where it is another member's or lacks the activity."""
    if recommendation is None:
        return []
    theirs = Q(member_id=event.member_id) | Q(member_id=None)
    rows = Impression.objects.filter(theirs, recommendation=recommendation, target=Impression.Target.ACTIVITY)
    shown = list(rows.order_by("position").values_list("item_id", "version_id", "basis"))
    return shown if any(str(item) == event.activity_id for item, _, _ in shown) else []


def _choice(active: Active, event: Event, state: EngineState, shown: Sequence[Row]) -> Choice | None:
    from moim.ranking.online_update import choice_from_impression

    gone = {id for id, trace in state.traces.items() if trace.standing in GONE} - {event.activity_id}
    if stood := _as_it_stood(active, shown):
        return choice_from_impression(stood, event.activity_id, event.kind, gone)
    platform = adapter()
    profile, known = platform.permitted(platform.profile(int(event.member_id)), state)
    ids = [str(item) for item, _, _ in shown if str(item) not in gone]
    with active.engine() as recommender:
        return recommender.choice(known, event, ids, profile)


def _as_it_stood(active: Active, shown: Sequence[Row]) -> list[tuple[str, LoggedFeatures]]:
    """The list with its figures; empty where not all of it was ranked by the version that serves."""
    from moim.ranking.logged_features import LoggedFeatures

    if any(version != active.id or not basis for _, version, basis in shown):
        return []
    try:
        return [(str(item), LoggedFeatures.from_bytes(bytes(basis or b""))) for item, _, basis in shown]
    except ValueError:
        return []
