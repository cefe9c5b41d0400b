"""The predecessor's text model, and what one member adds to it, as counts.

The predecessor kept a scikit-learn ``CountVectorizer`` and ``MultinomialNB`` per member, a megabyte each. That model is
nothing but sums: for class c and token t with counts N, smoothed by alpha,

    log P(c | text) = log N_c - log sum_c N_c + sum_t n_t (log(N_ct + alpha) - log sum_t (N_ct + alpha)) + constant

(Manning, Raghavan, Schütze: Introduction to Information Retrieval, 13.2). So a member's model is the shared counts plus
that member's own few, and gives the same probabilities as a copy that learned. The few are kept as counts of words
(:class:`MemberCounts`), or, where the texts are those of activities, as references (:mod:`moim.members.own_texts`).
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from moim.members.own_texts import faded
from moim.storage.artefact import ArtefactError, read_artefact, write_artefact
from moim.topics.sparse_bytes import pack, unpack

Floats = NDArray[np.float64]

_TOKEN = re.compile(r"(?u)\b\w\w+\b")  # CountVectorizer's default
KIND = "predecessor"


@dataclass(slots=True)
class MemberCounts:
    """What one member added to the shared counts. Starts empty; changed by :meth:`SharedCounts.learn` only.

    Attributes:
        documents: texts learned, by class index.
        tokens: occurrences, by (class index, token index).
        half_life: seconds after which what was learned counts half, or ``None`` to forget nothing, as the predecessor.
        as_of: the time the counts are weighted for; ``None`` before anything was learned, and without forgetting. Not
            nan, which is unequal to itself: two equal states would differ.
    """

    documents: dict[int, float] = field(default_factory=dict)
    tokens: dict[tuple[int, int], float] = field(default_factory=dict)
    half_life: float | None = None
    as_of: float | None = None

    def merged(self, other: MemberCounts) -> MemberCounts:
        """Both together, weighted for the later of the two times; neither is changed.

        Raises:
            ValueError: they forget at different speeds.
        """
        if self.half_life != other.half_life:
            raise ValueError(f"half-lives differ: {self.half_life} and {other.half_life}")
        result = MemberCounts(dict(self.documents), dict(self.tokens), self.half_life, self.as_of)
        weight = result._weigh(other.as_of)
        for index, count in other.documents.items():
            result.documents[index] = result.documents.get(index, 0.0) + weight * count
        for key, count in other.tokens.items():
            result.tokens[key] = result.tokens.get(key, 0.0) + weight * count
        return result

    def add_to(self, documents: list[float], totals: list[float], asked: Sequence[int]) -> dict[tuple[int, int], float]:
        """Add these counts to those of the classes (see :class:`Added`)."""
        for class_, count in self.documents.items():
            documents[class_] += count
        for (class_, _), count in self.tokens.items():
            totals[class_] += count
        return {key: count for key, count in self.tokens.items() if key[1] in asked}

    def _weigh(self, at: float | None) -> float:
        """Bring the counts to the later of ``as_of`` and ``at``; the weight there of one count made at ``at``."""
        self.as_of, fade, weight = faded(self.half_life, self.as_of, at)
        if fade != 1.0:
            self.documents = {key: count * fade for key, count in self.documents.items()}
            self.tokens = {key: count * fade for key, count in self.tokens.items()}
        return weight


class Added(Protocol):
    """What a member adds to the shared counts."""

    def add_to(self, documents: list[float], totals: list[float], asked: Sequence[int]) -> dict[tuple[int, int], float]:
        """Add it to copies of the shared ones.

        Args:
            documents: texts of each class.
            totals: occurrences of all tokens in them.
            asked: the tokens that are asked for.

        Returns:
            What is added to those, by (class index, token index).
        """


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A text as :class:`SharedCounts` is asked about it.

    Attributes:
        occurrences: how often it holds each of its tokens, by index.
        evidence: log of how likely each class is to give these tokens, before it is divided by the class's total.
    """

    occurrences: Mapping[int, int]
    evidence: Sequence[float]


@dataclass(frozen=True, eq=False)
class SharedCounts:
    """The counts all members share.

    Attributes:
        classes: labels in the order of the columns of every answer.
        vocabulary: tokens in the order of their index; others are not counted.
        documents: float64[classes], texts of each class.
        tokens: float64[classes, vocabulary], occurrences of each token.
        alpha: additive smoothing.
    """

    classes: tuple[str, ...]
    vocabulary: tuple[str, ...]
    documents: Floats
    tokens: Floats
    alpha: float = 1.0

    @classmethod
    def fit(cls, texts: Sequence[str], labels: Sequence[str]) -> SharedCounts:
        """Count texts (cleaned by :func:`moim.text.cleaning.predecessor_text`).

        The sums are those of the predecessor's scikit-learn classes, ``CountVectorizer`` and ``MultinomialNB``.

        Args:
            texts: what to count.
            labels: the class of each.

        Raises:
            ValueError: no text holds a token of at least two letters.
        """
        counted: dict[str, Counter[str]] = {}
        for text, label in zip(texts, labels, strict=True):
            counted.setdefault(label, Counter()).update(_TOKEN.findall(text.lower()))
        classes, vocabulary = sorted(counted), sorted(set().union(*counted.values()))
        if not vocabulary:
            raise ValueError("no text holds a token of at least two letters")
        documents = Counter(labels)
        tokens = np.array([[counted[label][token] for token in vocabulary] for label in classes], np.float64)
        return cls(tuple(classes), tuple(vocabulary), np.array([documents[c] for c in classes], np.float64), tokens)

    @cached_property
    def key(self) -> bytes:
        """Eight bytes that differ when classes or vocabulary do: counts by index mean nothing then."""
        names = "\0".join([*self.classes, "", *self.vocabulary])
        return hashlib.sha256(names.encode()).digest()[:8]

    @cached_property
    def _token_index(self) -> dict[str, int]:
        return {token: index for index, token in enumerate(self.vocabulary)}

    @cached_property
    def class_index(self) -> dict[str, int]:
        """Column of a label."""
        return {label: index for index, label in enumerate(self.classes)}

    @cached_property
    def _texts(self) -> list[float]:
        texts: list[float] = self.documents.tolist()
        return texts

    @cached_property
    def _totals(self) -> list[float]:
        totals: list[float] = (self.tokens + self.alpha).sum(axis=1).tolist()
        return totals

    def count(self, text: str) -> Counter[int]:
        """How often each token of the vocabulary stands in a text, by index."""
        index = self._token_index
        return Counter(index[token] for token in _TOKEN.findall(text.lower()) if token in index)

    def learn(self, member: MemberCounts, text: str, label: str, at: float | None = None) -> None:
        """Add one text of a class to a member's counts, as ``MultinomialNB.partial_fit`` would to a copy.

        Args:
            member: changed in place.
            at: seconds since 1970; only needed where the member's counts have a half-life.

        Raises:
            ValueError: the label is none of the classes.
        """
        if label not in self.class_index:
            raise ValueError(f"not one of the classes: {label!r}")
        class_ = self.class_index[label]
        weight = member._weigh(at)
        member.documents[class_] = member.documents.get(class_, 0.0) + weight
        for token, count in self.count(text).items():
            member.tokens[class_, token] = member.tokens.get((class_, token), 0.0) + weight * count

    def predict_proba(self, text: str, member: Added | None = None) -> Floats:
        """The probability of each class, float64[classes], with what a member added or without."""
        return self.answer(self.ask(text), member)

    def ask(self, text: str) -> Asked:
        """A text made ready for :meth:`answer`, which may be given it again and again."""
        counted = self.count(text)
        times = np.fromiter(counted.values(), np.float64, len(counted))
        return Asked(counted, (np.log(self.tokens[:, list(counted)] + self.alpha) @ times).tolist())

    def answer(self, asked: Asked, member: Added | None = None) -> Floats:
        """:meth:`predict_proba` of a text asked before.

        In plain Python: there are a dozen classes, and arrays so short are slower.
        """
        documents, totals = self._texts.copy(), self._totals.copy()
        evidence, occurrences = list(asked.evidence), asked.occurrences
        if member is not None:
            for (class_, token), count in member.add_to(documents, totals, [*occurrences]).items():
                known = float(self.tokens[class_, token]) + self.alpha
                evidence[class_] += occurrences[token] * math.log1p(count / known)
        length = sum(occurrences.values())
        scores = [
            math.log(texts) + seen - length * math.log(total) if texts > 0 else -math.inf  # no text: probability 0
            for texts, seen, total in zip(documents, evidence, totals, strict=True)
        ]
        best = max(scores)
        odds = np.array([math.exp(score - best) for score in scores])
        return np.asarray(odds / odds.sum())

    def difference(self, learned: SharedCounts) -> MemberCounts:
        """What a copy of this model has learned since it was copied.

        Raises:
            ValueError: it is not a copy: classes, vocabulary or smoothing differ, or something was counted less.
        """
        if learned.key != self.key or learned.alpha != self.alpha:
            raise ValueError("not a copy of this model: classes, vocabulary or smoothing differ")
        documents, tokens = learned.documents - self.documents, learned.tokens - self.tokens
        if documents.min(initial=0) < 0 or tokens.min(initial=0) < 0:
            raise ValueError("not a copy of this model: something was counted less often")
        return MemberCounts(
            {int(i): float(documents[i]) for i in np.flatnonzero(documents)},
            {(int(i), int(j)): float(tokens[i, j]) for i, j in np.argwhere(tokens)},
        )

    def to_bytes(self, member: MemberCounts) -> bytes:
        """A member's counts for one database field: some hundred bytes."""
        width = len(self.vocabulary)
        tokens = {class_ * width + token: count for (class_, token), count in member.tokens.items()}
        return self.key + pack(member.documents, tokens, member.half_life, member.as_of)

    def from_bytes(self, data: bytes) -> MemberCounts:
        """The counts that :meth:`to_bytes` gave.

        Raises:
            ValueError: they are damaged, or were made for another vocabulary (rebuild them from the log then).
        """
        if data[:8] != self.key:
            raise ValueError("these counts belong to another shared model")
        documents, tokens, half_life, as_of = unpack(data[8:])
        width = max(len(self.vocabulary), 1)
        if any(k >= len(self.classes) for k in documents) or any(k >= len(self.classes) * width for k in tokens):
            raise ValueError("damaged counts")
        return MemberCounts(documents, {divmod(k, width): count for k, count in tokens.items()}, half_life, as_of)

    def save(self, folder: Path | str, about: dict[str, Any] | None = None) -> None:
        """Write the counts into a new folder (see :mod:`moim.storage.artefact`)."""
        arrays = {"documents": self.documents, "tokens": self.tokens}
        names = {"classes": self.classes, "vocabulary": self.vocabulary}
        write_artefact(folder, arrays, names, {**(about or {}), "kind": KIND, "alpha": self.alpha})

    @classmethod
    def load(cls, folder: Path | str) -> SharedCounts:
        """Read what :meth:`save` wrote.

        Raises:
            ArtefactError: it is damaged, or something else.
        """
        stored = read_artefact(folder)
        if stored.about.get("kind") != KIND:
            raise ArtefactError(f"{Path(folder).name}: not a {KIND} model")
        texts, arrays = stored.texts, stored.arrays
        names = tuple(texts["classes"]), tuple(texts["vocabulary"])
        return cls(*names, arrays["documents"], arrays["tokens"], stored.about["alpha"])
