"""A world as arrays and texts, and back: the part of a model version that says what it was trained on."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from moim.data.schema import KINDS
from moim.data.vocabulary import Vocabulary
from moim.data.world import World

_VOCABULARIES = ("member_ids", "club_ids", "activity_ids", "categories", "regions")
_TABLES = ("members", "clubs", "activities", "log")
_TEXTS = ("interests", "keywords", "club_texts", "activity_texts")


def to_arrays(world: World) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """Everything in a world, as arrays and as texts that JSON can hold.

    Returns
    -------
    tuple[dict[str, NDArray[Any]], dict[str, Any]]
        Arrays by name: ``TABLE.COLUMN``, ``ties.club``, ``ties.member`` and ``ties.since`` (memberships), ``friends``
        (``int32[n, 2]``, each pair once). Texts by name: the vocabularies and what was written.
    """
    arrays: dict[str, NDArray[Any]] = {}
    for name in _TABLES:
        table = getattr(world, name)
        arrays |= {f"{name}.{column}": table[column].copy() for column in table.names}
    ties = [(c, m, at) for c, members in enumerate(world.club_members) for m, at in members.items()]
    arrays["ties.club"] = np.array([c for c, _, _ in ties], np.int32)
    arrays["ties.member"] = np.array([m for _, m, _ in ties], np.int32)
    arrays["ties.since"] = np.array([at for _, _, at in ties], np.float64)
    arrays["friends"] = np.array(
        [(a, b) for a, friends in enumerate(world.friends) for b in friends if a < b], np.int32
    ).reshape(-1, 2)
    texts: dict[str, Any] = {name: getattr(world, name).names for name in _VOCABULARIES}
    texts |= {name: getattr(world, name) for name in _TEXTS}
    return arrays, texts


def from_arrays(arrays: dict[str, NDArray[Any]], texts: dict[str, Any]) -> World:
    """The world of :func:`to_arrays`.

    Raises
    ------
    KeyError
        An array or a text is missing.
    """
    world = World()
    for name in _VOCABULARIES:
        setattr(world, name, Vocabulary(texts[name]))
    for name in _TABLES:
        getattr(world, name).fill({c: arrays[f"{name}.{c}"] for c in getattr(world, name).names})
    for name in _TEXTS:
        setattr(world, name, [tuple(row) for row in texts[name]])
    members, clubs, activities = len(world.members), len(world.clubs), len(world.activities)
    world.club_members = [{} for _ in range(clubs)]
    world.member_clubs = [{} for _ in range(members)]
    world.friends = [set() for _ in range(members)]
    world.participants = [{} for _ in range(activities)]
    world.joined = [{} for _ in range(members)]
    world.declined = [set() for _ in range(members)]
    world.touched = list(range(activities))
    for club, member, at in zip(*(arrays[f"ties.{c}"].tolist() for c in ("club", "member", "since")), strict=True):
        world.club_members[club][member] = at
        world.member_clubs[member][club] = at
    for a, b in arrays["friends"].tolist():
        world.friends[a].add(b)
        world.friends[b].add(a)
    _replay_log(world)
    return world


def _replay_log(world: World) -> None:
    """Who joined and who declined which activity, from the log; the counts are in the tables already."""
    join, decline = KINDS.index("join"), KINDS.index("decline")
    leave = (KINDS.index("cancel"), decline)
    log = world.log
    matters = np.isin(log["kind"], (join, *leave))
    for member, activity, kind, at in zip(
        *(log[name][matters].tolist() for name in ("member", "activity", "kind", "at")), strict=True
    ):
        if kind == join:
            world.joined[member].setdefault(activity, at)
            world.participants[activity].setdefault(member, at)
            world.declined[member].discard(activity)
        else:
            world.joined[member].pop(activity, None)
            world.participants[activity].pop(member, None)
            if kind == decline:
                world.declined[member].add(activity)
