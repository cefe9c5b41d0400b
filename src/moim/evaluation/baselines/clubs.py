"""Orders of clubs nobody has entered yet, from what is written about them and the clubs a member is in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from scipy.sparse import csr_array, diags_array

from moim.data.arrays import Floats32, Rows
from moim.data.geo import EARTH_KM
from moim.data.world import World
from moim.text.cleaning import html_to_text
from moim.text.tfidf import idf
from moim.text.tokens import tokens


class ClubBaseline:
    """A member seen as the sum of their clubs: ``memberships @ affinity`` plus a prior that breaks ties."""

    name: ClassVar[str]

    def start(self, world: World, at: float) -> None:
        """Remember the world and the memberships."""
        self.world = world
        pairs = [(member, club) for club, members in enumerate(world.club_members) for member in members]
        member, club = np.array(pairs, np.int32).reshape(-1, 2).T
        shape = len(world.members), len(world.clubs)
        self.memberships = csr_array((np.ones(len(pairs), np.float32), (member, club)), shape)

    def affinity(self, candidates: Rows) -> Floats32:
        """How much being in each club speaks for each candidate, ``float32[clubs, candidates]``."""
        raise NotImplementedError

    def score(self, members: Sequence[int], candidates: Rows, at: float) -> Floats32:
        """``float32[members, candidates]``; ties: the newest."""
        if getattr(self, "_for", None) is not candidates:
            self._for, self._affinity = candidates, self.affinity(candidates)
        newest = np.argsort(np.argsort(self.world.clubs["created"][candidates])) / len(candidates)
        scores = self.memberships[list(members)] @ self._affinity + 1e-5 * newest
        return np.asarray(scores, np.float32)


class ClubRandom(ClubBaseline):
    """All tied: measured at the exact expected value of chance."""

    name = "random"

    def score(self, members: Sequence[int], candidates: Rows, at: float) -> Floats32:
        """Zeros."""
        return np.zeros((len(members), len(candidates)), np.float32)


class ClubNewest(ClubBaseline):
    """Last founded first."""

    name = "newest"

    def affinity(self, candidates: Rows) -> Floats32:
        """None."""
        return np.zeros((len(self.world.clubs), len(candidates)), np.float32)


class Nearest(ClubBaseline):
    """Around where the member's clubs are: the sum of ``1 / (1 + km / 5)``."""

    name = "nearest"

    def affinity(self, candidates: Rows) -> Floats32:
        """Closeness; 0 where a place is not known."""
        clubs = self.world.clubs
        places = np.stack([clubs[axis] for axis in "xyz"], axis=1)
        chord = np.linalg.norm(places[:, None] - places[None, candidates], axis=2)
        kilometres = 2 * EARTH_KM * np.arcsin(np.clip(chord / 2, 0, 1))
        return np.asarray(np.nan_to_num(1 / (1 + kilometres / 5)), np.float32)


class SameCategory(ClubBaseline):
    """As many of the member's clubs as are of the candidate's category."""

    name = "category"

    def affinity(self, candidates: Rows) -> Floats32:
        """1 for the same category."""
        category = self.world.clubs["category"]
        known = category[:, None] >= 0
        return np.asarray((category[:, None] == category[None, candidates]) & known, np.float32)


def content(world: World, at: float) -> csr_array:
    """TF-IDF vectors of the clubs that exist (names twice, intros, tags, category), of length 1."""
    vocabulary: dict[str, int] = {}
    rows: list[int] = []
    columns: list[int] = []
    created, category = world.clubs["created"], world.clubs["category"]
    for row, (name, intro, tags) in enumerate(world.club_texts):
        if created[row] > at:
            continue
        words = [*tokens(name), *tokens(name), *tokens(html_to_text(intro))]
        words += [f"#{tag.strip().lower()}" for tag in tags.split(";")] + tokens(tags)
        words += [f"={category[row]}"] if category[row] >= 0 else []
        rows += [row] * len(words)
        columns += [vocabulary.setdefault(word, len(vocabulary)) for word in words]
    shape = len(world.clubs), max(len(vocabulary), 1)
    counts = csr_array((np.ones(len(rows), np.float32), (rows, columns)), shape)
    counts.sum_duplicates()
    counts.data = 1 + np.log(counts.data)
    frequency = np.bincount(counts.indices, minlength=shape[1])
    weighed = csr_array(counts @ diags_array(idf(frequency, shape[0])))
    lengths = np.sqrt(np.asarray(weighed.multiply(weighed).sum(1)).ravel())
    return csr_array(diags_array(1 / np.maximum(lengths, 1e-9)) @ weighed).astype(np.float32)


class ClubTfIdf(ClubBaseline):
    """Cosine of TF-IDF, summed over the member's clubs."""

    name = "tfidf"

    def start(self, world: World, at: float) -> None:
        """Read the texts of all clubs that exist."""
        super().start(world, at)
        self.vectors = content(world, at)

    def affinity(self, candidates: Rows) -> Floats32:
        """Cosines."""
        return np.asarray((self.vectors @ self.vectors[candidates].T).toarray(), np.float32)


class ClubItemKnn(ClubTfIdf):
    """Item-kNN bridged to the new: cosine of memberships with the twenty clubs whose texts are most like it."""

    name = "item_knn"
    neighbours = 20

    def affinity(self, candidates: Rows) -> Floats32:
        """Co-membership times likeness."""
        alike = super().affinity(candidates)
        warm = np.array([bool(members) for members in self.world.club_members])
        alike[~warm] = 0.0
        last = min(self.neighbours, len(alike)) - 1
        threshold = -np.partition(-alike, last, axis=0)[last]
        alike[alike < threshold] = 0.0
        sizes = np.maximum(np.asarray(self.memberships.sum(0)).ravel(), 1.0)
        columns = self.memberships @ diags_array(1 / np.sqrt(sizes))
        return np.asarray(columns.T @ (columns @ alike), np.float32)
