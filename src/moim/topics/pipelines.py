"""The two ways from labelled text columns to a saved model, under one roof: the default and the predecessor's."""

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
    """What a pipeline gives."""

    @property
    def classes(self) -> tuple[str, ...]:
        """Labels in the order of the columns of every answer."""

    def predict_proba(self, columns: Columns) -> Floats:
        """The probability of each class, float64[rows, classes]."""

    def save(self, folder: Path | str, about: dict[str, Any] | None = None) -> None:
        """Write the model into a new folder."""


@dataclass(frozen=True, slots=True)
class PredecessorPipeline:
    """The predecessor's pipeline on any columns: the first is the title, tags leave the others, all are joined."""

    counts: SharedCounts

    @classmethod
    def fit(cls, columns: Columns, labels: Sequence[str], progress: object = None) -> PredecessorPipeline:
        """Count; raises ValueError if no text holds a token of two letters."""
        return cls(SharedCounts.fit(_joined(columns), labels))

    @property
    def classes(self) -> tuple[str, ...]:
        """Labels in the order of the columns of every answer."""
        return self.counts.classes

    def predict_proba(self, columns: Columns) -> Floats:
        """The probability of each class, float64[rows, classes]."""
        rows = [self.counts.predict_proba(text) for text in _joined(columns)]
        return np.vstack(rows) if rows else np.zeros((0, len(self.classes)))

    def save(self, folder: Path | str, about: dict[str, Any] | None = None) -> None:
        """Write the model into a new folder."""
        self.counts.save(folder, about)


PIPELINES: dict[str, Callable[..., TextModel]] = {
    "calibrated-svm": TopicClassifier.fit,
    "predecessor": PredecessorPipeline.fit,
}
"""By name, the default first: ``fit(columns, labels, progress)``."""


def load(folder: Path | str) -> tuple[TextModel, dict[str, Any]]:
    """A saved model of either pipeline, and what was said about it when it was saved.

    Raises:
        ArtefactError: it is damaged, or no text model.
    """
    about = read_manifest(folder)["about"]
    if about.get("kind") == counts.KIND:
        return PredecessorPipeline(SharedCounts.load(folder)), about
    return TopicClassifier.load(folder), about


def _joined(columns: Columns) -> list[str]:
    return [predecessor_text(first, " ".join(filter(None, rest))) for first, *rest in zip(*columns, strict=True)]
