"""Baselines without a model: random, newest, next deadline, most joined, the member's own clubs."""

from __future__ import annotations

import numpy as np

from moim.data.arrays import Floats, Rows
from moim.evaluation.baselines.base import Baseline, lexicographic


class Random(Baseline):
    """All candidates tied, so the metrics are the exact expected values of a random order."""

    name = "random"

    def score(self, member: int, candidates: Rows, at: float) -> Floats:
        """Zeros, ``float64[n]``."""
        return np.zeros(len(candidates))


class Newest(Baseline):
    """The most recently created first; ties by joins."""

    name = "newest"

    def score(self, member: int, candidates: Rows, at: float) -> Floats:
        """By creation time, then joins so far; ``float64[n]``."""
        a = self.world.activities
        return lexicographic(a["created"][candidates], a["going"][candidates])


class SoonestDeadline(Baseline):
    """The next deadline first; ties by joins."""

    name = "soonest"

    def score(self, member: int, candidates: Rows, at: float) -> Floats:
        """By deadline, then joins so far; ``float64[n]``."""
        a = self.world.activities
        return lexicographic(-a["recruit_end"][candidates], a["going"][candidates])


class MostJoined(Baseline):
    """The most participants first; ties by creation time, newest first."""

    name = "popular"

    def score(self, member: int, candidates: Rows, at: float) -> Floats:
        """By joins so far, then creation time; ``float64[n]``."""
        a = self.world.activities
        return lexicographic(a["going"][candidates], a["created"][candidates])


class OwnClubs(Baseline):
    """The member's own clubs first, ordered by how often the member joined them; then most joins, then newest."""

    name = "own_clubs"

    def score(self, member: int, candidates: Rows, at: float) -> Floats:
        """By membership, the member's joins with the club, joins so far, creation time; ``float64[n]``."""
        a = self.world.activities
        club = a["club"][candidates]
        past = np.array([*self.world.joined[member]], np.int64)
        habit = np.bincount(a["club"][past], minlength=len(self.world.clubs))
        inside = np.isin(club, list(self.world.member_clubs[member]))
        return lexicographic(inside, habit[club], a["going"][candidates], a["created"][candidates])
