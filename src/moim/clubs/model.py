"""Clubs for a member, those nobody has entered yet included, from who goes where and what is written and told.

>>> import numpy as np
>>> from moim.data.world import World
>>> world = World()
>>> for name in ("도자기 공방", "한강 러닝크루"):
...     _ = world.put_club({"club_id": name, "name": name})
>>> ranker = ClubRanker.fit(world, at=0.0)
>>> ranker.score_many([-1], np.array([0, 1], np.int32), at=0.0).shape
(1, 2)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from moim.clubs.choice_model import Choices, learn, prior_weights
from moim.clubs.content import Content
from moim.clubs.features import NAMES, QueryBatch, terms
from moim.clubs.reasons import Why
from moim.clubs.similarity import ClubSimilarity
from moim.data.growable import Vocabulary
from moim.data.world import Floats32, Rows, World
from moim.explain.reason import Reason
from moim.features import Member
from moim.features.co_occurrence import evidence
from moim.text.tokens import TokenizerName

SOURCES = 3_000
"""Largest clubs whose members are learned from; the others are read by their words and places."""
LEARNED_FROM = 4_000
"""Members whose choices teach the weights; they are left out of the counts meanwhile."""
ALTERNATIVES = 600
"""Clubs a choice is learned against."""
BATCH = 4_096
REFERENCES = 32
"""Clubs a score is compared with when it is explained."""

Progress = Callable[[str, float], None]


class ClubRanker:
    """Scores clubs for members.

    ``weights`` is ``float32[2, 2, terms]``: for members of no club and of some; for clubs without members and what
    full warmth adds.
    """

    def __init__(self, world: World, content: Content, kinship: ClubSimilarity, weights: Floats32) -> None:
        self.world = world
        self.content = content
        self.kinship = kinship
        self.weights = weights
        self._position = {row: position for position, row in enumerate(kinship.sources.tolist())}

    # --- training ---------------------------------------------------------------------------------------------------

    @classmethod
    def fit(
        cls,
        world: World,
        *,
        at: float,
        seed: int = 0,
        progress: Progress | None = None,
        tokenizer: TokenizerName | None = None,
    ) -> ClubRanker:
        """Learn from what was known before ``at``.

        ``progress`` is told of each stage and how much of all is done, in [0, 1].
        """
        tell = progress or (lambda stage, done: None)
        rng = np.random.default_rng(seed)
        members = _belonging(world, at)
        visible = world.clubs_at(at)
        sources = _sources(members, visible)
        tell("words", 0.0)
        content = Content.fit(world, visible, tokenizer)
        words = content.vectors(world, np.arange(len(world.clubs), dtype=np.int32))
        tell("choices", 0.2)
        weights = _learn_weights(world, content, words, members, sources, at, rng)
        tell("clubs", 0.8)
        kinship = ClubSimilarity.fit(world, words, members, sources)
        tell("done", 1.0)
        return cls(world, content, kinship, weights)

    # --- scores -----------------------------------------------------------------------------------------------------

    def score_member(self, member: Member, candidates: Rows) -> Floats32:
        """``float32[n]`` for one member, who may be unknown to the world; higher is better, finite."""
        scores: Floats32 = self._scores(self._asker(member), candidates)[0]
        return scores

    def score_many(self, members: Sequence[int], candidates: Rows, at: float) -> Floats32:
        """``float32[m, n]`` for members as the world knows them; row -1 is someone about whom nothing is known."""
        scores = np.empty((len(members), len(candidates)), np.float32)
        for first in range(0, len(members), BATCH):
            batch = members[first : first + BATCH]
            scores[first : first + BATCH] = self._scores(self._askers(batch, at), candidates)
        return scores

    def reasons(self, member: Member, clubs: Rows, *, most: int = 2) -> list[tuple[Reason, ...]]:
        """What speaks most for each of the clubs, compared with what speaks for clubs in general."""
        self.kinship.extend(self.world, self.content)
        sources = self.kinship.sources
        others = sources[np.linspace(0, len(sources) - 1, min(REFERENCES, len(sources))).astype(np.intp)]
        candidates = np.concatenate([clubs, others]).astype(np.int32)
        asker = self._asker(member)
        speaks: dict[str, Floats32] = {}
        for name, values, weight in self._weighed(asker, candidates):
            parts = (values * weight)[0]
            usual = parts[len(clubs) :].mean() if len(others) else np.float32(0.0)
            speaks[name] = parts[: len(clubs)] - usual
        why = Why(self.world, self.content, self.kinship, member, asker.clubs.indices, clubs)
        return [
            why.reasons(club, {name: float(parts[place]) for name, parts in speaks.items()}, most)
            for place, club in enumerate(clubs.tolist())
        ]

    def _scores(self, askers: QueryBatch, candidates: Rows) -> Floats32:
        self.kinship.extend(self.world, self.content)
        scores = np.zeros((len(askers.region), len(candidates)), np.float32)
        in_clubs = np.diff(askers.clubs.indptr) > 0
        for group in (in_clubs, ~in_clubs):
            rows = np.flatnonzero(group)
            if len(rows):
                part = askers.take(rows)
                scores[rows] = sum(values * weight for _, values, weight in self._weighed(part, candidates))
        return scores

    def _weighed(self, askers: QueryBatch, candidates: Rows) -> Iterator[tuple[str, Floats32, Floats32]]:
        weights = self.weights[1 if askers.clubs.nnz else 0]
        warmth = self.kinship.warmth[candidates]
        for name, values in terms(self.world, self.content, self.kinship, askers, candidates):
            term = NAMES.index(name)
            yield name, values, weights[0, term] + weights[1, term] * warmth

    def _asker(self, member: Member) -> QueryBatch:
        clubs = set(member.clubs) | set(self.world.activities["club"][member.joined].tolist())
        return QueryBatch(
            self._profiles([clubs]),
            [member.interests],
            [member.keywords],
            np.array([member.region], np.int16),
            np.asarray(member.home, np.float64)[None],
        )

    def _askers(self, members: Sequence[int], at: float) -> QueryBatch:
        world = self.world
        rows = np.asarray(members, np.intp)
        # Row -1 is the one behind the last: nothing is known.
        regions = np.append(world.members["region"], np.int16(-1))
        homes = np.pad(
            np.stack([world.members[axis] for axis in "xyz"], axis=1), ((0, 1), (0, 0)), constant_values=np.nan
        )
        return QueryBatch(
            self._profiles([_clubs_of(world, row, at) if row >= 0 else set() for row in members]),
            [_interests(world, row) if row >= 0 else frozenset() for row in members],
            [world.keywords[row] if row >= 0 else () for row in members],
            regions[rows],
            homes[rows].astype(np.float64),
        )

    def _profiles(self, clubs: Sequence[set[int]]) -> csr_array:
        positions = [sorted(p for club in mine if (p := self._position.get(club, -1)) >= 0) for mine in clubs]
        indptr = np.cumsum([0, *map(len, positions)])
        indices = np.array([p for mine in positions for p in mine], np.int32)
        return csr_array((np.ones(len(indices), np.float32), indices, indptr), shape=(len(clubs), len(self._position)))

    # --- storing ----------------------------------------------------------------------------------------------------

    def arrays(self) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """All that :meth:`from_arrays` needs besides world and tokenizer: arrays, and texts that JSON can hold."""
        kinship = self.kinship
        arrays = {name: np.ascontiguousarray(getattr(kinship, name)) for name in _TABLES}
        arrays |= {f"words_{part}": getattr(kinship.vectors, part) for part in ("data", "indices", "indptr")}
        arrays |= {"entry_weights": self.content.weights, "weights": self.weights}
        texts = {
            "entries": self.content.vocabulary.names,
            "terms": list(NAMES),
            "odds_mean": kinship.odds_mean,
            "size_mean": kinship.size_mean,
        }
        return arrays, texts

    @classmethod
    def from_arrays(
        cls, world: World, arrays: Mapping[str, NDArray[Any]], texts: Mapping[str, Any], tokenizer: TokenizerName
    ) -> ClubRanker:
        """A ranker as it was stored, over a world with the same rows (and perhaps more).

        Raises:
            KeyError: a part is missing. ValueError: it was made for other terms.
        """
        if tuple(texts["terms"]) != NAMES:
            raise ValueError("made for other terms; train again")
        content = Content(Vocabulary(texts["entries"]), arrays["entry_weights"], tokenizer)
        shape = (len(arrays["words_indptr"]) - 1, len(content.vocabulary))
        vectors = csr_array(tuple(arrays[f"words_{part}"] for part in ("data", "indices", "indptr")), shape=shape)
        tables = {name: arrays[name] for name in _TABLES}
        kinship = ClubSimilarity(**tables, vectors=vectors, odds_mean=texts["odds_mean"], size_mean=texts["size_mean"])
        return cls(world, content, kinship, arrays["weights"])


_TABLES = (
    "sources",
    "company",
    "odds",
    "text",
    "size",
    "warmth",
    "company_dual",
    "odds_dual",
    "size_dual",
    "factors",
)


def _belonging(world: World, at: float) -> csr_array:
    belonging = evidence(world, at)
    return csr_array((np.ones(belonging.nnz, np.float32), belonging.indices, belonging.indptr), shape=belonging.shape)


def _sources(members: csr_array, visible: Rows) -> Rows:
    sizes = np.asarray(members.sum(axis=0)).ravel()[visible]
    order = np.argsort(-sizes, kind="stable")[:SOURCES]
    return np.sort(visible[order[sizes[order] > 0]])


def _clubs_of(world: World, member: int, at: float) -> set[int]:
    clubs = {club for club, since in world.member_clubs[member].items() if not since >= at}
    joined = [activity for activity, since in world.joined[member].items() if not since >= at]
    return clubs | set(world.activities["club"][joined].tolist())


def _interests(world: World, member: int) -> frozenset[int]:
    return frozenset(row for row in map(world.categories.get, world.interests[member]) if row >= 0)


def _learn_weights(
    world: World,
    content: Content,
    words: csr_array,
    members: csr_array,
    sources: Rows,
    at: float,
    rng: np.random.Generator,
) -> Floats32:
    """From members left out of the counts, with the newer half of the clubs as if nobody were in them yet."""
    prior = prior_weights()
    belongs = csr_array(members[:, sources])
    someone = np.flatnonzero(np.diff(belongs.indptr))
    teachers = np.sort(rng.permutation(someone)[: min(LEARNED_FROM, len(someone) // 2)])
    if not len(teachers):
        return np.stack([prior, prior])
    counted = members.copy()
    counted.data[np.isin(np.repeat(np.arange(members.shape[0]), np.diff(members.indptr)), teachers)] = 0.0
    counted.eliminate_zeros()
    kinship = ClubSimilarity.fit(world, words, counted, sources, cold=_newer_half(world, sources, rng))
    ranker = ClubRanker(world, content, kinship, np.stack([prior, prior]))

    shown = np.sort(rng.permutation(len(sources))[:ALTERNATIVES])
    mine = belongs[teachers][:, shown].toarray() > 0
    chose = np.flatnonzero(mine.any(axis=1))
    chosen = np.argmax(rng.random((len(chose), len(shown))) * mine[chose], axis=1)
    barred = mine[chose]
    barred[np.arange(len(chose)), chosen] = False
    askers = ranker._askers(teachers[chose].tolist(), at)
    nowhere = ranker._profiles([set()] * len(chose))
    elsewhere = askers.clubs.copy()
    elsewhere.data[elsewhere.indices == np.repeat(shown[chosen], np.diff(elsewhere.indptr))] = 0.0
    elsewhere.eliminate_zeros()
    learned = []
    for clubs, rows in ((nowhere, np.arange(len(chose))), (elsewhere, np.flatnonzero(np.diff(elsewhere.indptr)))):
        askers.clubs = clubs
        if not len(rows):
            learned.append(prior)
            continue
        values = _values(world, content, kinship, askers.take(rows), sources[shown])
        learned.append(learn(Choices(values, chosen[rows], barred[rows]), prior))
    return np.stack(learned)


def _newer_half(world: World, clubs: Rows, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Which clubs are the newer half, by lot among those founded at one time or at a time not known."""
    order = np.lexsort((rng.random(len(clubs)), world.clubs["created"][clubs]))
    newer = np.zeros(len(clubs), np.bool_)
    newer[order[len(clubs) // 2 :]] = True
    return newer


def _values(world: World, content: Content, kinship: ClubSimilarity, askers: QueryBatch, candidates: Rows) -> Floats32:
    values = np.zeros((len(askers.region), len(candidates), 2 * len(NAMES)), np.float32)
    warmth = kinship.warmth[candidates]
    for name, term in terms(world, content, kinship, askers, candidates):
        values[:, :, NAMES.index(name)] = term
        values[:, :, len(NAMES) + NAMES.index(name)] = term * warmth
    return values
