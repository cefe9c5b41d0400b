"""What a protocol asks of a model. Ours and every baseline are measured through this and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from moim.data.arrays import Floats, Floats32, Rows
from moim.data.events import Event
from moim.data.world import World


class Model(Protocol):
    """Ranks open activities for a member.

    A protocol calls :meth:`start`, then :meth:`score` any number of times; where models learn as they go, every event
    is announced by :meth:`before` and :meth:`after`. The world holds the rows of activities, clubs and members that
    will only come into being later: a model must not look at a row created after the time it is asked about.

    A model may set ``utilities = True``: then the softmax of its scores over the candidates is meant as the probability
    of each being the one that is joined, and its calibration is measured.
    """

    @property
    def name(self) -> str:
        """Short, as on the command line."""
        ...

    def start(self, world: World, at: float) -> None:
        """Fit on what the world knows: everything observed so far happened before ``at``. May be called again."""

    def score(self, member: int, candidates: Rows, at: float) -> Floats:
        """``float64[n]``, higher is better, ties allowed (they are counted at their expected value), never ``nan``."""
        ...

    def before(self, event: Event) -> None:
        """Called just before the world observes an event: the alternatives are still as the member saw them."""

    def after(self, event: Event) -> None:
        """Called just after the world has observed the event."""


class ClubModel(Protocol):
    """Ranks clubs for many members at once."""

    @property
    def name(self) -> str:
        """Short, as on the command line."""
        ...

    def start(self, world: World, at: float) -> None:
        """Fit on the memberships the world knows."""

    def score(self, members: Sequence[int], candidates: Rows, at: float) -> Floats32:
        """``float32[members, candidates]``, higher is better, ties allowed, never ``nan``."""
        ...
