"""The two text pipelines behind one interface: the calibrated SVM (default) and the predecessor's naive Bayes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from moim.storage.artefact import read_manifest
from moim.text.cleaning import predecessor_text
from moim.topics import counts
from moim.topics.classifier import TopicClassifier
from moim.topics.counts import SharedCounts

Floats = NDArray[np.float64]
Columns = Sequence[Sequence[str]]


class TextModel(Protocol):
    """A trained text model, as every pipeline returns it."""

    @property
    def classes(self) -> tuple[str, ...]:
        """Labels in the order of the columns of all predictions."""

    def predict_proba(self, columns: Columns) -> Floats:
        """Predict the probability of each class, ``float64[rows, classes]``."""

    def save(self, folder: Path | str, about: dict[str, Any] | None = None) -> None:
        """Write the model to a new folder; ``about`` is stored with it."""


@dataclass(frozen=True, slots=True)
class PredecessorPipeline:
    """The predecessor's pipeline for any columns.

    The first column is the title; HTML tags are removed from the others, and all are joined.
    """

    counts: SharedCounts

    @classmethod
    def fit(cls, columns: Columns, labels: Sequence[str], progress: object = None) -> PredecessorPipeline:
        """Train on labelled rows; ``progress`` is accepted for the common interface and ignored.

        Raises
        ------
        ValueError
            No text contains a token of at least two letters.
        """
        return cls(SharedCounts.fit(_joined(columns), labels))

    @property
    def classes(self) -> tuple[str, ...]:
        """Labels in the order of the columns of all predictions."""
        return self.counts.classes

    def predict_proba(self, columns: Columns) -> Floats:
        """Predict the probability of each class, ``float64[rows, classes]``."""
        rows = [self.counts.predict_proba(text) for text in _joined(columns)]
        return np.vstack(rows) if rows else np.zeros((0, len(self.classes)))

    def save(self, folder: Path | str, about: dict[str, Any] | None = None) -> None:
        """Write the model to a new folder; ``about`` is stored with it."""
        self.counts.save(folder, about)


PIPELINES: dict[str, Callable[..., TextModel]] = {
    "calibrated-svm": TopicClassifier.fit,
    "predecessor": PredecessorPipeline.fit,
}
"""The ``fit(columns, labels, progress)`` of each pipeline by name; the first is the default."""


def load(folder: Path | str) -> tuple[TextModel, dict[str, Any]]:
    """Read a saved model of either pipeline.

    Returns
    -------
    tuple[TextModel, dict[str, Any]]
        The model and the ``about`` stored with it.

    Raises
    ------
    ArtefactError
        It is damaged, or not a text model.
    """
    about = read_manifest(folder)["about"]
    if about.get("kind") == counts.KIND:
        return PredecessorPipeline(SharedCounts.load(folder)), about
    return TopicClassifier.load(folder), about


def _joined(columns: Columns) -> list[str]:
    return [predecessor_text(first, " ".join(filter(None, rest))) for first, *rest in zip(*columns, strict=True)]
