"""The predecessor's text model (multinomial naive Bayes) as shared counts plus the counts of one member.

The predecessor stored a scikit-learn ``CountVectorizer`` and ``MultinomialNB`` per member, a megabyte each. The model
consists of sums only: for class c and token t with counts N, smoothed by alpha,

    log P(c | text) = log N_c - log sum_c N_c + sum_t n_t (log(N_ct + alpha) - log sum_t (N_ct + alpha)) + constant

(Manning, Raghavan, Schütze 2008: Introduction to Information Retrieval, 13.2). A member's model is therefore the shared
counts plus the few counts of that member, and gives the same probabilities as a copy trained on the member's texts. The
member's part is stored as token counts (:class:`MemberCounts`) or, if the texts are those of activities, as references
(:mod:`moim.members.own_texts`).
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
    """The counts of one member, added to the shared ones. Starts empty; changed only by :meth:`SharedCounts.learn`.

    Attributes
    ----------
    documents
        Number of texts learned, by class index.
    tokens
        Number of occurrences, by (class index, token index).
    half_life
        Seconds after which a count has halved, or ``None``: counts do not decay, as in the predecessor.
    as_of
        The time the counts are decayed to; ``None`` before the first text and without a half-life. It is not nan, which
        is unequal to itself: two equal states would differ.
    """

    documents: dict[int, float] = field(default_factory=dict)
    tokens: dict[tuple[int, int], float] = field(default_factory=dict)
    half_life: float | None = None
    as_of: float | None = None

    def add_to(
        self, documents: list[float], totals: list[float], wanted: Sequence[int]
    ) -> dict[tuple[int, int], float]:
        """Add these counts to copies of the shared ones (see :class:`AddedCounts`)."""
        for class_, count in self.documents.items():
            documents[class_] += count
        for (class_, _), count in self.tokens.items():
            totals[class_] += count
        return {key: count for key, count in self.tokens.items() if key[1] in wanted}

    def _weigh(self, at: float | None) -> float:
        """Decay the counts to the later of ``as_of`` and ``at``; return the weight then of one count made at ``at``."""
        self.as_of, fade, weight = faded(self.half_life, self.as_of, at)
        if fade != 1.0:
            self.documents = {key: count * fade for key, count in self.documents.items()}
            self.tokens = {key: count * fade for key, count in self.tokens.items()}
        return weight


class AddedCounts(Protocol):
    """Counts of a member that can be added to the shared ones."""

    def add_to(
        self, documents: list[float], totals: list[float], wanted: Sequence[int]
    ) -> dict[tuple[int, int], float]:
        """Add the counts to copies of the shared ones.

        Parameters
        ----------
        documents
            Number of texts of each class; changed in place.
        totals
            Number of tokens of each class; changed in place.
        wanted
            Indices of the tokens whose counts are needed.

        Returns
        -------
        dict[tuple[int, int], float]
            The added counts of those tokens, by (class index, token index).
        """


@dataclass(frozen=True, slots=True, eq=False)
class PreparedText:
    """A text prepared for :meth:`SharedCounts.predict_prepared`.

    Attributes
    ----------
    occurrences
        How often the text contains each of its known tokens, by index.
    evidence
        For each class, ``sum_t n_t log(N_ct + alpha)``: the log-likelihood before normalisation by the class's total.
    """

    occurrences: Mapping[int, int]
    evidence: Sequence[float]


@dataclass(frozen=True, eq=False)
class SharedCounts:
    """The model all members share.

    Attributes
    ----------
    classes
        Labels in the order of all predictions.
    vocabulary
        Tokens in the order of their index; other tokens are ignored.
    documents
        ``float64[classes]``, number of texts of each class.
    tokens
        ``float64[classes, vocabulary]``, occurrences of each token.
    alpha
        Additive smoothing; 1 is the default of scikit-learn, which the predecessor used.
    """

    classes: tuple[str, ...]
    vocabulary: tuple[str, ...]
    documents: Floats
    tokens: Floats
    alpha: float = 1.0

    @classmethod
    def fit(cls, texts: Sequence[str], labels: Sequence[str]) -> SharedCounts:
        """Count the tokens of texts, with the same result as ``CountVectorizer`` and ``MultinomialNB``.

        Parameters
        ----------
        texts
            Cleaned by :func:`moim.text.cleaning.predecessor_text`.
        labels
            The class of each text.

        Raises
        ------
        ValueError
            No text contains a token of at least two letters.
        """
        counted: dict[str, Counter[str]] = {}
        for text, label in zip(texts, labels, strict=True):
            counted.setdefault(label, Counter()).update(_TOKEN.findall(text.lower()))
        classes, vocabulary = sorted(counted), sorted(set().union(*counted.values()))
        if not vocabulary:
            raise ValueError("no text contains a token of at least two letters")
        documents = Counter(labels)
        tokens = np.array([[counted[label][token] for token in vocabulary] for label in classes], np.float64)
        return cls(tuple(classes), tuple(vocabulary), np.array([documents[c] for c in classes], np.float64), tokens)

    @cached_property
    def key(self) -> bytes:
        """Eight bytes of a hash of classes and vocabulary; counts by index are only valid for the same key."""
        names = "\0".join([*self.classes, "", *self.vocabulary])
        return hashlib.sha256(names.encode()).digest()[:8]

    @cached_property
    def _token_index(self) -> dict[str, int]:
        return {token: index for index, token in enumerate(self.vocabulary)}

    @cached_property
    def class_index(self) -> dict[str, int]:
        """Label -> index of the class."""
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
        """Count the occurrences of each token of the vocabulary in a text, by index."""
        index = self._token_index
        return Counter(index[token] for token in _TOKEN.findall(text.lower()) if token in index)

    def learn(self, member: MemberCounts, text: str, label: str, at: float | None = None) -> None:
        """Add one labelled text to a member's counts, as ``MultinomialNB.partial_fit`` does to a copy.

        Parameters
        ----------
        member
            The counts, changed in place.
        text
            Cleaned by :func:`moim.text.cleaning.predecessor_text`.
        label
            Its class.
        at
            Seconds since 1970; only needed if the member's counts have a half-life.

        Raises
        ------
        ValueError
            The label is not one of the classes.
        """
        if label not in self.class_index:
            raise ValueError(f"not one of the classes: {label!r}")
        class_ = self.class_index[label]
        weight = member._weigh(at)
        member.documents[class_] = member.documents.get(class_, 0.0) + weight
        for token, count in self.count(text).items():
            member.tokens[class_, token] = member.tokens.get((class_, token), 0.0) + weight * count

    def predict_proba(self, text: str, member: AddedCounts | None = None) -> Floats:
        """Predict the probability of each class, ``float64[classes]``, optionally with a member's counts added."""
        return self.predict_prepared(self.prepare(text), member)

    def prepare(self, text: str) -> PreparedText:
        """Do the part of the prediction that does not depend on the member; the result can be reused."""
        counted = self.count(text)
        times = np.fromiter(counted.values(), np.float64, len(counted))
        return PreparedText(counted, (np.log(self.tokens[:, list(counted)] + self.alpha) @ times).tolist())

    def predict_prepared(self, text: PreparedText, member: AddedCounts | None = None) -> Floats:
        """:meth:`predict_proba` of a prepared text, ``float64[classes]``.

        Written in plain Python, which is faster than numpy for a dozen classes.
        """
        documents, totals = self._texts.copy(), self._totals.copy()
        evidence, occurrences = list(text.evidence), text.occurrences
        if member is not None:
            for (class_, token), count in member.add_to(documents, totals, [*occurrences]).items():
                known = float(self.tokens[class_, token]) + self.alpha
                evidence[class_] += occurrences[token] * math.log1p(count / known)
        length = sum(occurrences.values())
        scores = [
            math.log(texts) + seen - length * math.log(total) if texts > 0 else -math.inf  # a class without texts
            for texts, seen, total in zip(documents, evidence, totals, strict=True)
        ]
        best = max(scores)
        odds = np.array([math.exp(score - best) for score in scores])
        return np.asarray(odds / odds.sum())

    def difference(self, learned: SharedCounts) -> MemberCounts:
        """The counts that a copy of this model has learned since it was copied.

        Raises
        ------
        ValueError
            ``learned`` is not a copy: classes, vocabulary or smoothing differ, or a count is smaller.
        """
        if learned.key != self.key or learned.alpha != self.alpha:
            raise ValueError("not a copy of this model: classes, vocabulary or smoothing differ")
        documents, tokens = learned.documents - self.documents, learned.tokens - self.tokens
        if documents.min(initial=0) < 0 or tokens.min(initial=0) < 0:
            raise ValueError("not a copy of this model: a count is smaller")
        return MemberCounts(
            {int(i): float(documents[i]) for i in np.flatnonzero(documents)},
            {(int(i), int(j)): float(tokens[i, j]) for i, j in np.argwhere(tokens)},
        )

    def to_bytes(self, member: MemberCounts) -> bytes:
        """Encode a member's counts for one database field, in some hundred bytes."""
        width = len(self.vocabulary)
        tokens = {class_ * width + token: count for (class_, token), count in member.tokens.items()}
        return self.key + pack(member.documents, tokens, member.half_life, member.as_of)

    def from_bytes(self, data: bytes) -> MemberCounts:
        """Decode counts that :meth:`to_bytes` has encoded.

        Raises
        ------
        ValueError
            They are damaged, or belong to another vocabulary (then rebuild them from the log).
        """
        if data[:8] != self.key:
            raise ValueError("these counts belong to another shared model")
        documents, tokens, half_life, as_of = unpack(data[8:])
        width = max(len(self.vocabulary), 1)
        if any(k >= len(self.classes) for k in documents) or any(k >= len(self.classes) * width for k in tokens):
            raise ValueError("damaged counts")
        return MemberCounts(documents, {divmod(k, width): count for k, count in tokens.items()}, half_life, as_of)

    def save(self, folder: Path | str, about: dict[str, Any] | None = None) -> None:
        """Write the counts to a new folder (see :mod:`moim.storage.artefact`); ``about`` is stored with them."""
        arrays = {"documents": self.documents, "tokens": self.tokens}
        names = {"classes": self.classes, "vocabulary": self.vocabulary}
        write_artefact(folder, arrays, names, {**(about or {}), "kind": KIND, "alpha": self.alpha})

    @classmethod
    def load(cls, folder: Path | str) -> SharedCounts:
        """Read counts that :meth:`save` has written.

        Raises
        ------
        ArtefactError
            They are damaged, or not the counts of a text model.
        """
        stored = read_artefact(folder)
        if stored.about.get("kind") != KIND:
            raise ArtefactError(f"{Path(folder).name}: not a {KIND} model")
        texts, arrays = stored.texts, stored.arrays
        names = tuple(texts["classes"]), tuple(texts["vocabulary"])
        return cls(*names, arrays["documents"], arrays["tokens"], stored.about["alpha"])
