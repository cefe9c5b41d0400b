"""Quality metrics of a classifier and the calibration of its probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

BINS = 15
"""Bins of the calibration error, as in Guo et al. 2017."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The metrics of one classifier on one test set.

    Attributes
    ----------
    accuracy
        Share of the rows whose label was predicted.
    precision
        Macro average over the classes; 0 for a class that was never predicted.
    recall
        Macro average over the classes; 0 for a class without rows.
    f1
        Macro average over the classes.
    ece
        Expected calibration error of the predicted label's probability, 15 equal bins (Guo et al. 2017).
    classes
        All true and predicted labels, sorted.
    confusion
        ``int64[classes, classes]``, rows are true, columns predicted classes.
    """

    accuracy: float
    precision: float
    recall: float
    f1: float
    ece: float
    classes: tuple[str, ...]
    confusion: NDArray[np.int64]

    def normalised(self) -> NDArray[np.float64]:
        """The confusion matrix with rows that sum to 1, ``float64[classes, classes]``; a class without rows stays 0."""
        return _ratio(self.confusion, self.confusion.sum(axis=1, keepdims=True))

    def as_json(self) -> dict[str, Any]:
        """The metrics as values that JSON can represent."""
        return asdict(self) | {"confusion": self.confusion.tolist(), "classes": list(self.classes)}


def evaluate(labels: Sequence[str], answers: Sequence[str], probabilities: Sequence[float]) -> Evaluation:
    """Compare predictions with the true labels.

    Parameters
    ----------
    labels
        The true label of each row.
    answers
        The predicted label of each row.
    probabilities
        The predicted probability of each answer, 0 to 1.

    Raises
    ------
    ValueError
        There are no rows, or the lengths differ.
    """
    if not (len(labels) == len(answers) == len(probabilities) > 0):
        raise ValueError("labels, answers and probabilities must have the same length, at least 1")
    classes = sorted(set(labels) | set(answers))
    index = {label: position for position, label in enumerate(classes)}
    confusion = np.zeros((len(classes), len(classes)), dtype=np.int64)
    np.add.at(confusion, ([index[x] for x in labels], [index[x] for x in answers]), 1)
    right = np.diag(confusion).astype(np.float64)
    precision = _ratio(right, confusion.sum(axis=0))
    recall = _ratio(right, confusion.sum(axis=1))
    f1 = _ratio(2 * right, confusion.sum(axis=0) + confusion.sum(axis=1))
    correct = np.array([label == answer for label, answer in zip(labels, answers, strict=True)])
    return Evaluation(
        accuracy=float(right.sum() / len(labels)),
        precision=float(precision.mean()),
        recall=float(recall.mean()),
        f1=float(f1.mean()),
        ece=_calibration_error(correct, np.asarray(probabilities, dtype=np.float64)),
        classes=tuple(classes),
        confusion=confusion,
    )


def _calibration_error(correct: NDArray[np.bool_], predicted: NDArray[np.float64]) -> float:
    bins = np.minimum((predicted * BINS).astype(np.int64), BINS - 1)
    gap = np.bincount(bins, predicted, BINS) - np.bincount(bins, correct, BINS)
    return float(np.abs(gap).sum() / len(predicted))


def _ratio(part: NDArray[Any], whole: NDArray[Any]) -> NDArray[np.float64]:
    out = np.zeros(np.broadcast(part, whole).shape)
    np.divide(part, whole, out=out, where=whole != 0)
    return out
