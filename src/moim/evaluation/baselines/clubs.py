"""Baselines for ranking clubs without members, from the clubs' texts, places and the member's other clubs."""

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
    """Scores ``memberships @ affinity``: the sum over a member's clubs of each club's affinity to the candidate."""

    name: ClassVar[str]

    def start(self, world: World, at: float) -> None:
        """Store the world and its memberships as ``float32[members, clubs]``."""
        self.world = world
        pairs = [(member, club) for club, members in enumerate(world.club_members) for member in members]
        member, club = np.array(pairs, np.int32).reshape(-1, 2).T
        shape = len(world.members), len(world.clubs)
        self.memberships = csr_array((np.ones(len(pairs), np.float32), (member, club)), shape)

    def affinity(self, candidates: Rows) -> Floats32:
        """How strongly membership in each club suggests each candidate, ``float32[clubs, candidates]``."""
        raise NotImplementedError

    def score(self, members: Sequence[int], candidates: Rows, at: float) -> Floats32:
        """``float32[members, candidates]``; ties are broken by the newest club."""
        if getattr(self, "_for", None) is not candidates:
            self._for, self._affinity = candidates, self.affinity(candidates)
        newest = np.argsort(np.argsort(self.world.clubs["created"][candidates])) / len(candidates)
        scores = self.memberships[list(members)] @ self._affinity + 1e-5 * newest
        return np.asarray(scores, np.float32)


class ClubRandom(ClubBaseline):
    """All candidates tied, so the metrics are the exact expected values of a random order."""

    name = "random"

    def score(self, members: Sequence[int], candidates: Rows, at: float) -> Floats32:
        """Zeros, ``float32[members, candidates]``."""
        return np.zeros((len(members), len(candidates)), np.float32)


class ClubNewest(ClubBaseline):
    """The most recently founded first."""

    name = "newest"

    def affinity(self, candidates: Rows) -> Floats32:
        """Zeros: only the tie-break by founding time orders the clubs."""
        return np.zeros((len(self.world.clubs), len(candidates)), np.float32)


class Nearest(ClubBaseline):
    """Close to the member's clubs: the sum of ``1 / (1 + km / 5)``; the 5 km are set by hand."""

    name = "nearest"

    def affinity(self, candidates: Rows) -> Floats32:
        """``1 / (1 + km / 5)``, 0 if the location of either club is unknown."""
        clubs = self.world.clubs
        places = np.stack([clubs[axis] for axis in "xyz"], axis=1)
        chord = np.linalg.norm(places[:, None] - places[None, candidates], axis=2)
        kilometres = 2 * EARTH_KM * np.arcsin(np.clip(chord / 2, 0, 1))
        return np.asarray(np.nan_to_num(1 / (1 + kilometres / 5)), np.float32)


class SameCategory(ClubBaseline):
    """The number of the member's clubs in the candidate's category."""

    name = "category"

    def affinity(self, candidates: Rows) -> Floats32:
        """1 for the same category, else 0."""
        category = self.world.clubs["category"]
        known = category[:, None] >= 0
        return np.asarray((category[:, None] == category[None, candidates]) & known, np.float32)


def club_vectors(world: World, at: float) -> csr_array:
    """TF-IDF vectors of length 1 of the clubs founded by ``at``, ``float32[clubs, words]``.

    The words of a club are its name (counted twice), introduction, tags and category.
    """
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
    """Cosine similarity of TF-IDF vectors, summed over the member's clubs."""

    name = "tfidf"

    def start(self, world: World, at: float) -> None:
        """Build the vectors of all clubs founded by ``at``."""
        super().start(world, at)
        self.vectors = club_vectors(world, at)

    def affinity(self, candidates: Rows) -> Floats32:
        """Cosine of each club with each candidate."""
        return np.asarray((self.vectors @ self.vectors[candidates].T).toarray(), np.float32)


class ClubItemKnn(ClubTfIdf):
    """Item-kNN for cold clubs: membership cosines with the 20 clubs whose texts are most similar to the candidate."""

    name = "item_knn"
    neighbours = 20
    """Set by hand."""

    def affinity(self, candidates: Rows) -> Floats32:
        """Cosine of the clubs' members times text similarity, summed over the candidate's neighbours."""
        alike = super().affinity(candidates)
        warm = np.array([bool(members) for members in self.world.club_members])
        alike[~warm] = 0.0
        last = min(self.neighbours, len(alike)) - 1
        threshold = -np.partition(-alike, last, axis=0)[last]
        alike[alike < threshold] = 0.0
        sizes = np.maximum(np.asarray(self.memberships.sum(0)).ravel(), 1.0)
        columns = self.memberships @ diags_array(1 / np.sqrt(sizes))
        return np.asarray(columns.T @ (columns @ alike), np.float32)
