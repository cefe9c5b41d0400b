"""Orders that need no model: chance, age, deadline, popularity, the member's own clubs."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats, Rows
from moim.evaluation.baselines.base import Baseline, by


class Random(Baseline):
    """All tied: measured at the exact expected value of chance."""

    name = "random"

    def score(self, member: int, candidates: Rows, at: float) -> Floats:
        """Zeros."""
        return np.zeros(len(candidates))


class Newest(Baseline):
    """Last created first; of one moment, the most joined."""

    name = "newest"

    def score(self, member: int, candidates: Rows, at: float) -> Floats:
        """By creation, then joins so far."""
        a = self.world.activities
        return by(a["created"][candidates], a["going"][candidates])


class SoonestDeadline(Baseline):
    """The next deadline first; of one deadline, the most joined."""

    name = "soonest"

    def score(self, member: int, candidates: Rows, at: float) -> Floats:
        """By deadline, then joins so far."""
        a = self.world.activities
        return by(-a["recruit_end"][candidates], a["going"][candidates])


class MostJoined(Baseline):
    """Most participants first; of one number, the newest."""

    name = "popular"

    def score(self, member: int, candidates: Rows, at: float) -> Floats:
        """By joins so far, then creation."""
        a = self.world.activities
        return by(a["going"][candidates], a["created"][candidates])


class OwnClubs(Baseline):
    """Clubs the member is in first, those they have been out with most on top; then the most joined, the newest."""

    name = "own_clubs"

    def score(self, member: int, candidates: Rows, at: float) -> Floats:
        """By membership, the member's joins with the club, joins so far, creation."""
        a = self.world.activities
        club = a["club"][candidates]
        past = np.array([*self.world.joined[member]], np.int64)
        habit = np.bincount(a["club"][past], minlength=len(self.world.clubs))
        inside = np.isin(club, list(self.world.member_clubs[member]))
        return by(inside, habit[club], a["going"][candidates], a["created"][candidates])
