"""Which items a member may be given: by what the engine knows, and by the platform's own answer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from moim.data.arrays import Rows
from moim.data.world import World
from moim.features import Member

Bools = NDArray[np.bool_]
Confirm = Callable[[list[str]], Collection[str]]
"""Called with ids, best first; returns those of them that may be shown."""


def eligible(
    world: World,
    rows: Rows,
    member: Member,
    exclude: Iterable[str] = (),
    candidates: Iterable[str] | None = None,
) -> Bools:
    """Which of the activities a member may be given, ``bool[n]``: not joined, not declined and not excluded.

    Whether the member declined an activity is read from their state alone: in the state, unlike in the world, a decline
    can be taken back.

    Parameters
    ----------
    world
        Where the ids are looked up.
    rows
        Rows of activities, ``int32[n]``.
    member
        Who would be given them.
    exclude
        Ids that are never eligible.
    candidates
        The only ids that are eligible; all where None.
    """
    gone = np.zeros(len(world.activities), np.bool_)
    gone[member.joined] = True
    gone[member.declined] = True
    if member.row >= 0:
        gone[list(world.joined[member.row])] = True
    gone[[row for row in map(world.activity_ids.get, exclude) if row >= 0]] = True
    free: Bools = ~gone[rows]
    return free if candidates is None else free & having_ids(world, rows, candidates)


def having_ids(world: World, rows: Rows, ids: Iterable[str]) -> Bools:
    """Which of the activities have one of these ids, ``bool[n]``; unknown ids are ignored."""
    known = [row for row in map(world.activity_ids.get, ids) if row >= 0]
    return np.isin(rows, np.array(known, np.int32))


def confirmed(
    order: NDArray[np.intp], rows: Rows, names: Sequence[str], confirm: Confirm | None, wanted: int
) -> list[int]:
    """The first ``wanted`` positions of an order that the platform confirms.

    The platform is asked about ``wanted`` items at a time, and again only while fewer than half of those wanted are
    confirmed: usually one question is enough. Fewer than ``wanted`` may be returned.

    Parameters
    ----------
    order
        Positions among ``rows``, best first.
    rows
        Rows of the items, ``int32[n]``.
    names
        Id of each row.
    confirm
        The platform's answer; None: everything may be shown.
    wanted
        How many positions are wanted.
    """
    if confirm is None:
        return [int(position) for position in order[:wanted]]
    kept: list[int] = []
    for start in range(0, len(order), wanted):
        part = order[start : start + wanted]
        ids = [names[row] for row in rows[part].tolist()]
        allowed = confirm(ids)
        kept.extend(position for position, name in zip(part.tolist(), ids, strict=True) if name in allowed)
        if len(kept) * 2 >= wanted:
            break
    return kept[:wanted]
