"""What members do, as events: with activities, with clubs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from moim.data.dataset import Dataset
from moim.data.schema import Kind


@dataclass(frozen=True, slots=True)
class Event:
    """Something a member did with an activity, at a time in seconds since 1970 UTC."""

    member_id: str
    activity_id: str
    kind: Kind
    at: float


@dataclass(frozen=True, slots=True)
class MembershipEvent:
    """A member is in a club from a time on (``nan``: since before anything was logged)."""

    club_id: str
    member_id: str
    at: float


def events_of(dataset: Dataset) -> Iterator[Event]:
    """The interactions in order of time; those of one moment in the order of the file."""
    table = dataset.interactions
    at = table.number("at")
    members, activities, kinds = table.text("member_id"), table.text("activity_id"), table.text("kind")
    for row in np.argsort(at, kind="stable").tolist():
        yield Event(members[row], activities[row], kinds[row], float(at[row]))
