"""What a feature is.

A feature looks at one member and all candidates at once and gives each candidate one number (``float32[n]``). It is
defined for an activity nobody has joined and for a member who has done nothing: then it gives 0 or its neutral value.
Features use only what was known at the moment of ranking (:attr:`moim.features.candidates.Candidates.at`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from moim.data.arrays import Floats32
from moim.explain.reason import Reason
from moim.features.candidates import Candidates
from moim.features.context import FeatureContext
from moim.features.member import Member


class Feature(ABC):
    """One number for each candidate. A new feature is one file, one line in the registry and its tests."""

    name: ClassVar[str]
    """By which versions and the admin refer to the feature; also the name of its file."""
    prior: ClassVar[float] = 0.0
    """Weight before anything was learned; 0 leaves it to training.

    Unless the feature's file names a source, priors were set by hand, so that the first day's lists look sensible on
    the made-up world. Training starts from them and holds them with the force of
    :data:`moim.ranking.choice_model.PRIOR_CHOICES` choices; the more is logged, the less depends on them. All of them
    halved or doubled, nDCG@10 on Montana, learning from each join, changes by less than .001 (benchmarks/constants.md).
    """
    prior_newcomer: ClassVar[float] = 0.0
    """Weight that is added to :attr:`prior` times ``1 / (1 + n)``, with ``n`` the :attr:`Member.experience`."""
    personal: ClassVar[bool] = True
    """Whether the value depends on the member; reasons from such features are shown first. If it is False, ``score``
    must not look at the member: it is computed once for all members who are offered the same candidates."""

    def fit(self, context: FeatureContext, at: float) -> None:
        """Build what the feature keeps from all that was known at ``at`` (seconds since 1970). May be called again."""
        self.context = context
        self.world = context.world

    @abstractmethod
    def score(self, member: Member, candidates: Candidates) -> Floats32:
        """The feature's values, ``float32[n]``, all finite; higher means more of what the feature is named after."""

    def reason(self, member: Member, candidates: Candidates, position: int, value: float) -> Reason | None:
        """A fact to show the member for the candidate at ``position``, to which the feature gave ``value``.

        Returns
        -------
        Reason | None
            None if the value is nothing worth showing.
        """
        return None
