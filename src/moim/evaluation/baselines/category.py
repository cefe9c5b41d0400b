"""Baselines that rank by category. For activities without a category, the club is used as one."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from moim.data.arrays import Floats, Rows
from moim.data.schema import KINDS
from moim.data.times import DAY
from moim.data.world import World
from moim.evaluation.baselines.base import Baseline, Batch, lexicographic
from moim.text.cleaning import predecessor_text
from moim.topics import MemberCounts, SharedCounts

LEARNED_KINDS = frozenset(KINDS.index(kind) for kind in ("view", "like", "join"))
"""The kinds of events the predecessor learned from, as indices of :data:`moim.data.schema.KINDS`."""


def category_or_club(world: World, rows: Rows) -> NDArray[np.int64]:
    """The category of each activity, ``int64[n]``; without one, ``-2 - club``, a negative number for its club."""
    category = world.activities["category"][rows].astype(np.int64)
    return np.where(category >= 0, category, -2 - world.activities["club"][rows].astype(np.int64))


class FourPlusTwo(Baseline):
    """The four newest activities of one category, then all others tied.

    The category is that of the activity the member joined last; without a join, their first known interest.
    """

    name = "four_plus_two"

    def score(self, member: int, candidates: Rows, at: float) -> Floats:
        """4, 3, 2, 1 for the four newest, 0 for all others; ``float64[n]``."""
        world = self.world
        scores = np.zeros(len(candidates))
        joined = world.joined[member]
        if joined:
            last = max(joined, key=joined.__getitem__)
            favourite = int(category_or_club(world, np.array([last], np.int32))[0])
        else:
            known = [c for c in map(world.categories.get, world.interests[member]) if c >= 0]
            if not known:
                return scores
            favourite = known[0]
        same = np.flatnonzero(category_or_club(world, candidates) == favourite)
        age = lexicographic(world.activities["created"][candidates[same]], world.activities["going"][candidates[same]])
        newest = same[np.argsort(-age, kind="stable")[:4]]
        scores[newest] = np.arange(4, 4 - len(newest), -1)
        return scores


class Predecessor(Batch):
    """TeenPlay's first recommender: the six newest of the most probable category, two of the second, then the rest.

    Naive Bayes predicts the category from the member's interests, keywords and region. Its counts are those of all
    activity texts, refitted every four weeks, plus the texts of the activities the member opened, liked or joined.
    The original ignored seats and deadlines. Here that makes no difference, since all candidates are open.
    """

    name = "predecessor"
    refit_every = 28 * DAY

    def start(self, world: World, at: float) -> None:
        """Forget the members' counts and fit the shared ones."""
        self._counts: dict[int, MemberCounts] = {}
        self._opened: dict[int, list[int]] = defaultdict(list)
        self._read = 0
        super().start(world, at)

    def fit(self, at: float) -> None:
        """Recount all texts; each member's own counts are rebuilt when the member is next scored."""
        world = self.world
        rows = np.flatnonzero(world.activities["created"] < at).astype(np.int32)
        self._counts.clear()
        self._shared: SharedCounts | None = None
        if len(rows):
            texts = [predecessor_text(title, body, "", place) for title, body, place in map(self._texts, rows.tolist())]
            self._shared = SharedCounts.fit(texts, [str(kind) for kind in category_or_club(world, rows).tolist()])

    def score(self, member: int, candidates: Rows, at: float) -> Floats:
        """By position on the page, then probability of the category, then creation time; ``float64[n]``."""
        self.refit_if_due(at)
        created = self.world.activities["created"][candidates]
        if self._shared is None:
            return lexicographic(created)
        words = (*self.world.interests[member], *self.world.keywords[member], self._region(member))
        probability = self._shared.predict_proba(" ".join(words), self._member_counts(member, self._shared))
        likely = dict(zip(self._shared.classes, probability.tolist(), strict=True))
        own = np.array([likely.get(str(kind), 0.0) for kind in category_or_club(self.world, candidates).tolist()])
        order = np.lexsort((created, own))[::-1]
        steps = np.unique(own)[::-1]
        page = np.zeros(len(candidates))
        page[order[own[order] == steps[0]][:6]] = 2
        if len(steps) > 1:
            page[order[own[order] == steps[1]][:2]] = 1
        return lexicographic(page, own, created)

    def _texts(self, row: int) -> tuple[str, str, str]:
        title, body, place, _ = self.world.activity_texts[row]
        return title, body, place

    def _region(self, member: int) -> str:
        region = int(self.world.members["region"][member])
        return self.world.regions.names[region] if region >= 0 else ""

    def _member_counts(self, member: int, shared: SharedCounts) -> MemberCounts:
        """The member's own counts, updated with all observed events."""
        self._read_log()
        counts = self._counts.get(member)
        if counts is None:
            counts = self._counts[member] = MemberCounts()
            for row in self._opened[member]:
                self._learn(counts, shared, row)
        return counts

    def _read_log(self) -> None:
        """Process the log entries added since the last call."""
        log = self.world.log
        columns = (log[name][self._read :].tolist() for name in ("member", "activity", "kind"))
        self._read = len(log)
        for member, row, kind in zip(*columns, strict=True):
            if kind in LEARNED_KINDS:
                self._opened[member].append(row)
                if member in self._counts and self._shared is not None:
                    self._learn(self._counts[member], self._shared, row)

    def _learn(self, counts: MemberCounts, shared: SharedCounts, row: int) -> None:
        kind = int(category_or_club(self.world, np.array([row], np.int32))[0])
        if str(kind) in shared.classes:
            name = self.world.categories.names[kind] if kind >= 0 else ""
            shared.learn(counts, name + "".join(self._texts(row)), str(kind))
