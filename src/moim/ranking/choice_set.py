"""The choice set of a join, a like or a view: the activities the member chose from, as a training example."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from moim.data.arrays import Rows
from moim.data.events import Event
from moim.data.world import World
from moim.features import Candidates, Member
from moim.features.context import FeatureContext
from moim.features.matrix import FeatureSet
from moim.members import MemberState, Profile
from moim.ranking.choice_model import CHOICE_WEIGHT, Choice

MAX_ALTERNATIVES = 60
"""Of more open activities than this, so many are sampled for one choice. Bounds the time of training; set by hand
(Montana has 12 open on average, where it bounds nothing)."""


def joinable(world: World, rows: Rows, member: int) -> Rows:
    """Those of the activities that a member could still join, not having joined them; ``member`` -1 is unknown."""
    if member < 0 or not world.joined[member]:
        return rows
    return rows[~np.isin(rows, np.fromiter(world.joined[member], np.int32))]


def sample_alternatives(rows: Rows, chosen: Rows | list[int], rng: np.random.Generator) -> Rows:
    """The chosen activities and evenly sampled others, ascending; all of them where they are few.

    With evenly sampled alternatives the weights can be estimated as if there were no others (McFadden, 1978,
    "Modelling the choice of residential location").

    Parameters
    ----------
    rows
        All activities, ascending.
    chosen
        Those of them that must stay.
    rng
        Draws the others.

    Returns
    -------
    Rows
        ``rows`` where there are at most ``MAX_ALTERNATIVES``, else that many less one and whatever of ``chosen`` is not
        among them.
    """
    if len(rows) <= MAX_ALTERNATIVES:
        return rows
    return np.union1d(rng.choice(rows, MAX_ALTERNATIVES - 1, replace=False), chosen).astype(np.int32)


def observed_choice(
    features: FeatureSet,
    context: FeatureContext,
    state: MemberState,
    event: Event,
    shown: Sequence[str] = (),
    profile: Profile | None = None,
) -> Choice | None:
    """What an event chose from. To be called before the world observes the event and the state takes it in.

    The alternatives are the activities the member was shown, if that is known and the chosen one is among them, else
    those open at that moment; what the member has joined already is none.

    Parameters
    ----------
    features
        Fitted features.
    context
        Of the world in which the event happens.
    state
        The member's, before the event.
    event
        A join, a like or a view.
    shown
        Ids of the activities the member saw, from the top.
    profile
        What is known of the member, where that is more than the world knows.

    Returns
    -------
    Choice | None
        ``None`` where there was no other activity to choose, or the chosen one could not be joined.
    """
    world = context.world
    activity = world.activity_ids.get(event.activity_id)
    row = world.member_ids.get(event.member_id)
    if event.activity_id in shown:
        rows = np.array(sorted(r for r in map(world.activity_ids.get, shown) if r >= 0), np.int32)
    else:
        rows = world.open_at(event.at)
    rows = joinable(world, rows, row)
    if len(rows) < 2 or activity not in rows:
        return None
    rows = sample_alternatives(rows, [activity], np.random.default_rng([activity, int(event.at)]))
    if profile is None:
        member = Member.in_world(world, row, state, event.at)
    else:
        member = Member.of(world, profile, state, event.at)
    matrix = features.matrix(member, Candidates(context, rows, event.at))
    return Choice(matrix, member.experience, int(np.searchsorted(rows, activity)), CHOICE_WEIGHT[event.kind])
