"""The model that ranks clubs for a member, those without members included.

>>> import numpy as np
>>> from moim.clubs.training import train_club_ranker
>>> from moim.data.world import World
>>> world = World()
>>> for name in ("도자기 공방", "한강 러닝크루"):
...     _ = world.put_club({"club_id": name, "name": name})
>>> ranker = train_club_ranker(world, at=0.0)
>>> ranker.score_many([-1], np.array([0, 1], np.int32), at=0.0).shape
(1, 2)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from moim.clubs.content import Content
from moim.clubs.features import NAMES, club_features
from moim.clubs.query_batch import QueryBatch
from moim.clubs.reasons import ClubReasons
from moim.clubs.similarity import ClubSimilarity
from moim.data.arrays import Floats32, Rows, by_name
from moim.data.vocabulary import Vocabulary
from moim.data.world import World
from moim.explain.reason import Reason
from moim.features import Member
from moim.text.tokens import TokenizerName

BATCH = 4_096
"""Members scored at once; bounds memory, not results."""
REFERENCES = 32
"""Source clubs, evenly spaced, with which a club is compared when its score is explained. Set by hand."""


class ClubRanker:
    """Scores clubs for members. Made by :func:`moim.clubs.training.train_club_ranker`.

    Attributes
    ----------
    world
        The clubs and members.
    content
        Gives the vectors of words.
    similarity
        Of clubs to one another; extended when clubs are added to the world.
    weights
        ``float32[2, 2, s]``: for members of no club and of some; for every club and what full credibility adds.
    """

    def __init__(self, world: World, content: Content, similarity: ClubSimilarity, weights: Floats32) -> None:
        self.world = world
        self.content = content
        self.similarity = similarity
        self.weights = weights
        self._positions = source_positions(similarity)

    # --- scores -----------------------------------------------------------------------------------------------------

    def score_member(self, member: Member, candidates: Rows) -> Floats32:
        """``float32[n]`` for one member, who may be unknown to the world; higher is better, finite."""
        scores: Floats32 = self._scores(QueryBatch.of_member(self.world, self._positions, member), candidates)[0]
        return scores

    def score_many(self, members: Sequence[int], candidates: Rows, at: float) -> Floats32:
        """``float32[m, n]`` for members as the world knows them; row -1 is someone about whom nothing is known."""
        scores = np.empty((len(members), len(candidates)), np.float32)
        for first in range(0, len(members), BATCH):
            batch = members[first : first + BATCH]
            queries = QueryBatch.of_rows(self.world, self._positions, batch, at)
            scores[first : first + BATCH] = self._scores(queries, candidates)
        return scores

    def reasons(self, member: Member, clubs: Rows, *, most: int = 2) -> list[tuple[Reason, ...]]:
        """At most ``most`` reasons for each of the clubs.

        The terms by which its score is most above that of clubs in general come first.
        """
        self.similarity.extend(self.world, self.content)
        sources = self.similarity.sources
        others = sources[np.linspace(0, len(sources) - 1, min(REFERENCES, len(sources))).astype(np.intp)]
        candidates = np.concatenate([clubs, others]).astype(np.int32)
        query = QueryBatch.of_member(self.world, self._positions, member)
        above: dict[str, Floats32] = {}
        for name, values, weight in self._weighted(query, candidates):
            terms = (values * weight)[0]
            mean = terms[len(clubs) :].mean() if len(others) else np.float32(0.0)
            above[name] = terms[: len(clubs)] - mean
        explained = ClubReasons(self.world, self.content, self.similarity, member, query.clubs.indices, clubs)
        return [
            explained.reasons(club, {name: float(terms[place]) for name, terms in above.items()}, most)
            for place, club in enumerate(clubs.tolist())
        ]

    def _scores(self, queries: QueryBatch, candidates: Rows) -> Floats32:
        self.similarity.extend(self.world, self.content)
        scores = np.zeros((len(queries.region), len(candidates)), np.float32)
        in_clubs = np.diff(queries.clubs.indptr) > 0
        for group in (in_clubs, ~in_clubs):
            rows = np.flatnonzero(group)
            if len(rows):
                part = queries.take(rows)
                scores[rows] = sum(values * weight for _, values, weight in self._weighted(part, candidates))
        return scores

    def _weighted(self, queries: QueryBatch, candidates: Rows) -> Iterator[tuple[str, Floats32, Floats32]]:
        """Name, values and weights (``float32[n]``) of each feature, for members all of no club or all of some."""
        weights = self.weights[1 if queries.clubs.nnz else 0]
        credibility = self.similarity.credibility[candidates]
        for name, values in club_features(self.world, self.content, self.similarity, queries, candidates):
            feature = NAMES.index(name)
            yield name, values, weights[0, feature] + weights[1, feature] * credibility

    # --- storing ----------------------------------------------------------------------------------------------------

    def arrays(self) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """All that :meth:`from_arrays` needs besides world and tokenizer: arrays, and texts that JSON can hold."""
        similarity = self.similarity
        arrays = {name: np.ascontiguousarray(getattr(similarity, name)) for name in _TABLES}
        arrays |= {f"words_{part}": getattr(similarity.vectors, part) for part in ("data", "indices", "indptr")}
        arrays |= {"entry_weights": self.content.weights, "weights": self.weights}
        texts = {
            "entries": self.content.vocabulary.names,
            "features": list(NAMES),
            "log_lift_mean": similarity.log_lift_mean,
            "size_mean": similarity.size_mean,
        }
        return arrays, texts

    @classmethod
    def from_arrays(
        cls, world: World, arrays: Mapping[str, NDArray[Any]], texts: Mapping[str, Any], tokenizer: TokenizerName
    ) -> ClubRanker:
        """A ranker as it was stored, over a world with the same rows and perhaps more.

        Where it was trained with other features, a feature it did not have counts nothing.

        Parameters
        ----------
        world
            The clubs and members.
        arrays
            From :meth:`arrays`.
        texts
            From :meth:`arrays`.
        tokenizer
            The one it was trained with.

        Raises
        ------
        KeyError
            A part is missing.
        """
        content = Content(Vocabulary(texts["entries"]), arrays["entry_weights"], tokenizer)
        shape = (len(arrays["words_indptr"]) - 1, len(content.vocabulary))
        vectors = csr_array(tuple(arrays[f"words_{part}"] for part in ("data", "indices", "indptr")), shape=shape)
        similarity = ClubSimilarity(
            **{name: arrays[name] for name in _TABLES},
            vectors=vectors,
            log_lift_mean=texts["log_lift_mean"],
            size_mean=texts["size_mean"],
        )
        return cls(world, content, similarity, by_name(arrays["weights"], texts["features"], NAMES))


_TABLES = (
    "sources",
    "cosine",
    "log_lift",
    "text",
    "log_size",
    "credibility",
    "cosine_dual",
    "log_lift_dual",
    "size_dual",
    "relevance",
)


def source_positions(similarity: ClubSimilarity) -> dict[int, int]:
    """Row of each source club -> its position among the sources."""
    return {row: position for position, row in enumerate(similarity.sources.tolist())}
