"""The interface through which a protocol measures models, ours as well as every baseline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from moim.data.arrays import Floats, Floats32, Rows
from moim.data.events import Event
from moim.data.world import World


class Model(Protocol):
    """Ranks open activities for a member.

    A protocol calls :meth:`start`, then :meth:`score` any number of times; the prequential protocol also calls
    :meth:`before` and :meth:`after` around every event. The world already contains the rows of activities, clubs and
    members created later: a model must not use a row created after the time of the query.

    A model may set ``utilities = True``: the softmax of its scores over the candidates is then its predicted
    probability that each is the one joined, and the calibration of these probabilities is measured.
    """

    @property
    def name(self) -> str:
        """The short name used on the command line."""
        ...

    def start(self, world: World, at: float) -> None:
        """Fit on the world, whose observed events all happened before ``at``. May be called again."""

    def score(self, member: int, candidates: Rows, at: float) -> Floats:
        """Score candidates: ``float64[n]``, higher is better, never ``nan``; ties count at their expected value."""
        ...

    def before(self, event: Event) -> None:
        """Called just before the world observes an event, while the alternatives are as the member saw them."""

    def after(self, event: Event) -> None:
        """Called just after the world has observed the event."""


class ClubModel(Protocol):
    """Ranks clubs for many members at once."""

    @property
    def name(self) -> str:
        """The short name used on the command line."""
        ...

    def start(self, world: World, at: float) -> None:
        """Fit on the memberships in the world."""

    def score(self, members: Sequence[int], candidates: Rows, at: float) -> Floats32:
        """Score candidates: ``float32[members, candidates]``, higher is better, ties allowed, never ``nan``."""
        ...
