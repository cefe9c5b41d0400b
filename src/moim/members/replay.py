"""Members' states from a data set, as far as it was known at a time."""

from __future__ import annotations

from moim.data.dataset import Dataset
from moim.data.events import events_of
from moim.members.state import MemberState


def states_before(dataset: Dataset, at: float) -> dict[str, MemberState]:
    """The state of every member who did something before a time.

    Parameters
    ----------
    dataset
        Its interactions are replayed in the order of time.
    at
        Seconds since 1970 UTC; what happened then or later is left out.

    Returns
    -------
    dict[str, MemberState]
        States by member id.
    """
    states: dict[str, MemberState] = {}
    for event in events_of(dataset):
        if event.at >= at:
            break
        states.setdefault(event.member_id, MemberState()).update(event)
    return states
