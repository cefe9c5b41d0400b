"""Each member's own text model: the activities they opened or liked, in the member's row beside their state.

It follows from the log alone. No version is needed to keep it, and a new version leaves it as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from moim.data.events import Event
from moim.data.schema import Kind
from moim.topics.own import LEARNED, OwnTexts
from moim_django.conf import Moim
from moim_django.models import Interaction, MemberState


def learned(row: MemberState, event: Event) -> bytes:
    """The member's texts with one more event, which is in the log already."""
    own = of(row)
    if own is None:
        return replayed(_events(row.member_id)).to_bytes()
    if event.kind not in LEARNED:
        return bytes(row.topics)
    own.learn(event.activity_id, event.at)
    return own.to_bytes()


def of(row: MemberState) -> OwnTexts | None:
    """The member's texts; ``None`` where they are to be made from the log."""
    try:
        return OwnTexts.from_bytes(bytes(row.topics)) if row.topics else None
    except ValueError:  # written by another release, or damaged
        return None


def replayed(events: Iterable[Event]) -> OwnTexts:
    """The texts that those events told, in their order."""
    days = Moim.from_settings().half_life_days
    own = OwnTexts(half_life=days * 86_400.0 if days else None)
    for event in events:
        if event.kind in LEARNED:
            own.learn(event.activity_id, event.at)
    return own


def _events(member_id: int) -> list[Event]:
    rows = Interaction.objects.filter(member_id=member_id, kind__in=LEARNED).order_by("at", "id")
    return [
        Event(str(member_id), str(activity_id), cast(Kind, kind), at.timestamp())
        for activity_id, kind, at in rows.values_list("activity_id", "kind", "at")
    ]
