"""Each member's own text model: the counts they add to those all members share, in the member's row.

The shared counts belong to the version that serves. A member's own are kept beside their state as a few hundred bytes,
and made from the log when a new version has another vocabulary or the row has none.
"""

from __future__ import annotations

from typing import cast

from moim.dataset import Kind
from moim.recommender import LEARNED_TEXTS, Recommender
from moim.topics.counts import MemberCounts, SharedCounts
from moim.world import Event
from moim_django.conf import Moim
from moim_django.models import Interaction, MemberState
from moim_django.serving import serving


def learned(row: MemberState, event: Event) -> bytes:
    """The member's counts with one more event, which is in the log already; empty where no version is loaded."""
    active = serving.loaded
    if active is None:
        return b""
    with active.engine() as recommender:
        shared = recommender.topics
        if shared is None:
            return b""
        own = _read(shared, row)
        if own is not None and event.kind not in LEARNED_TEXTS:
            return bytes(row.topics)
        if own is not None:
            recommender.learn_topics(own, event)
    if own is None:
        events = _events(row.member_id)
        with active.engine() as recommender:
            own = _replayed(recommender, events)
    return shared.to_bytes(own)


def of(row: MemberState) -> MemberCounts | None:
    """The member's counts, where they belong to the version that is loaded."""
    active = serving.loaded
    shared = active.recommender.topics if active else None
    return _read(shared, row) if shared else None


def _read(shared: SharedCounts, row: MemberState) -> MemberCounts | None:
    try:
        return shared.from_bytes(bytes(row.topics)) if row.topics else None
    except ValueError:  # of another version
        return None


def _events(member_id: int) -> list[Event]:
    rows = Interaction.objects.filter(member_id=member_id, kind__in=LEARNED_TEXTS).order_by("at", "id")
    return [
        Event(str(member_id), str(activity_id), cast(Kind, kind), at.timestamp())
        for activity_id, kind, at in rows.values_list("activity_id", "kind", "at")
    ]


def _replayed(recommender: Recommender, events: list[Event]) -> MemberCounts:
    days = Moim.from_settings().half_life_days
    own = MemberCounts(half_life=days * 86_400.0 if days else None)
    for event in events:
        recommender.learn_topics(own, event)
    return own
