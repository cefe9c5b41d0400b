"""Orders by category. Where activities have none, their club stands for it."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from moim.data.arrays import Floats, Rows
from moim.data.schema import KINDS
from moim.data.times import DAY
from moim.data.world import World
from moim.evaluation.baselines.base import Baseline, Batch, by
from moim.text.cleaning import predecessor_text
from moim.topics import MemberCounts, SharedCounts

LEARNED = frozenset(KINDS.index(kind) for kind in ("view", "like", "join"))


def kinds(world: World, rows: Rows) -> NDArray[np.int64]:
    """The category of each activity; where it has none, a number below 0 that stands for its club."""
    category = world.activities["category"][rows].astype(np.int64)
    return np.where(category >= 0, category, -2 - world.activities["club"][rows].astype(np.int64))


class FourPlusTwo(Baseline):
    """The four newest of the category the member joined last (else their first interest), then any, by chance."""

    name = "four_plus_two"

    def score(self, member: int, candidates: Rows, at: float) -> Floats:
        """4, 3, 2, 1 for the four, 0 for all others (tied)."""
        world = self.world
        scores = np.zeros(len(candidates))
        joined = world.joined[member]
        if joined:
            last = max(joined, key=joined.__getitem__)
            favourite = int(kinds(world, np.array([last], np.int32))[0])
        else:
            known = [c for c in map(world.categories.get, world.interests[member]) if c >= 0]
            if not known:
                return scores
            favourite = known[0]
        same = np.flatnonzero(kinds(world, candidates) == favourite)
        age = by(world.activities["created"][candidates[same]], world.activities["going"][candidates[same]])
        newest = same[np.argsort(-age, kind="stable")[:4]]
        scores[newest] = np.arange(4, 4 - len(newest), -1)
        return scores


class Predecessor(Batch):
    """TeenPlay's first recommender: six newest of the likeliest category, two of the second, then the rest in that way.

    The category is told by naive Bayes from the member's interests, keywords and region, with the counts of what they
    opened, liked or joined (who joins has opened the page) on top of everyone's, fitted anew every four weeks. It does
    not know seats or deadlines; here it is spared that, as all are: candidates are open.
    """

    name = "predecessor"
    refit_every = 28 * DAY

    def start(self, world: World, at: float) -> None:
        """Count the texts that exist."""
        self._counts: dict[int, MemberCounts] = {}
        self._opened: dict[int, list[int]] = defaultdict(list)
        self._read = 0
        super().start(world, at)

    def fit(self, at: float) -> None:
        """Count anew; members' own counts are made again when they are asked for."""
        world = self.world
        rows = np.flatnonzero(world.activities["created"] < at).astype(np.int32)
        self._counts.clear()
        self._shared: SharedCounts | None = None
        if len(rows):
            texts = [predecessor_text(title, body, "", place) for title, body, place in map(self._texts, rows.tolist())]
            self._shared = SharedCounts.fit(texts, [str(kind) for kind in kinds(world, rows).tolist()])

    def score(self, member: int, candidates: Rows, at: float) -> Floats:
        """By place on the page, then probability of the category, then age."""
        self.fresh(at)
        created = self.world.activities["created"][candidates]
        if self._shared is None:
            return by(created)
        words = (*self.world.interests[member], *self.world.keywords[member], self._region(member))
        probability = self._shared.predict_proba(" ".join(words), self._of(member, self._shared))
        likely = dict(zip(self._shared.classes, probability.tolist(), strict=True))
        own = np.array([likely.get(str(kind), 0.0) for kind in kinds(self.world, candidates).tolist()])
        order = np.lexsort((created, own))[::-1]
        steps = np.unique(own)[::-1]
        page = np.zeros(len(candidates))
        page[order[own[order] == steps[0]][:6]] = 2
        if len(steps) > 1:
            page[order[own[order] == steps[1]][:2]] = 1
        return by(page, own, created)

    def _texts(self, row: int) -> tuple[str, str, str]:
        title, body, place, _ = self.world.activity_texts[row]
        return title, body, place

    def _region(self, member: int) -> str:
        region = int(self.world.members["region"][member])
        return self.world.regions.names[region] if region >= 0 else ""

    def _of(self, member: int, shared: SharedCounts) -> MemberCounts:
        """The member's own counts, brought up to what has happened."""
        self._follow()
        counts = self._counts.get(member)
        if counts is None:
            counts = self._counts[member] = MemberCounts()
            for row in self._opened[member]:
                self._learn(counts, shared, row)
        return counts

    def _follow(self) -> None:
        """Read on in the world's log."""
        log = self.world.log
        columns = (log[name][self._read :].tolist() for name in ("member", "activity", "kind"))
        self._read = len(log)
        for member, row, kind in zip(*columns, strict=True):
            if kind in LEARNED:
                self._opened[member].append(row)
                if member in self._counts and self._shared is not None:
                    self._learn(self._counts[member], self._shared, row)

    def _learn(self, counts: MemberCounts, shared: SharedCounts, row: int) -> None:
        kind = int(kinds(self.world, np.array([row], np.int32))[0])
        if str(kind) in shared.classes:
            name = self.world.categories.names[kind] if kind >= 0 else ""
            shared.learn(counts, name + "".join(self._texts(row)), str(kind))
