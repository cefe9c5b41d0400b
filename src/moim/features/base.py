"""What a feature is.

A feature looks at one member and all candidates at once and gives, for each candidate, one number (``float32[n]``). It
is defined for an activity nobody has touched and for a member who has done nothing: then it gives 0 or its neutral
value. Features know the world only up to the moment they are asked about.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from moim.data.world import Floats32
from moim.explain.reason import Reason
from moim.features.candidates import Candidates
from moim.features.context import FeatureContext
from moim.features.member import Member


class Feature(ABC):
    """One number for each candidate. A new feature is one class, one line of registration, and its contract test.

    ``prior`` and ``prior_newcomer`` are its weights before anything was learned, the second times ``1 / (1 + n)`` where
    ``n`` is what we know of the member (:attr:`Member.experience`).
    """

    name: ClassVar[str]
    prior: ClassVar[float] = 0.0
    prior_newcomer: ClassVar[float] = 0.0
    personal: ClassVar[bool] = True
    """Whether it tells something of this member, rather than of the activity; such reasons are told first. Where it is
    not, ``score`` must not look at the member: it is asked once for all who meet the same candidates."""

    def fit(self, context: FeatureContext, at: float) -> None:
        """Build what the feature keeps from all the world knows at ``at``. May be called again."""
        self.context = context
        self.world = context.world

    @abstractmethod
    def score(self, member: Member, candidates: Candidates) -> Floats32:
        """``float32[n]``, finite, higher meaning more of what the feature is called."""

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        """Why this feature speaks for one candidate, to which it gave ``value``; None when that is nothing to tell."""
        return None
