"""How good a classification is, and whether its probabilities can be believed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

BINS = 15


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of one classifier on one test set.

    Attributes:
        accuracy: part of the rows that got their label.
        precision, recall, f1: means over the classes (macro); a class that a ratio is not defined for counts as 0.
        ece: expected calibration error of the probability of the answer, in 15 equal bins (Guo et al. 2017).
        classes: labels that occur, or were given as an answer, in order.
        confusion: int64[true class, answered class].
    """

    accuracy: float
    precision: float
    recall: float
    f1: float
    ece: float
    classes: tuple[str, ...]
    confusion: NDArray[np.int64]

    def normalised(self) -> NDArray[np.float64]:
        """The confusion matrix with each row's sum 1 (a class without rows stays 0)."""
        return _ratio(self.confusion, self.confusion.sum(axis=1, keepdims=True))

    def as_json(self) -> dict[str, Any]:
        """The figures as JSON can hold them."""
        return asdict(self) | {"confusion": self.confusion.tolist(), "classes": list(self.classes)}


def evaluate(labels: Sequence[str], answers: Sequence[str], probabilities: Sequence[float]) -> Evaluation:
    """Compare answers, and the probability each was given with, with the true labels.

    Raises:
        ValueError: there is no row, or the lengths differ.
    """
    if not (len(labels) == len(answers) == len(probabilities) > 0):
        raise ValueError("labels, answers and probabilities must be equally many, and at least one")
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


def _calibration_error(correct: NDArray[np.bool_], said: NDArray[np.float64]) -> float:
    bins = np.minimum((said * BINS).astype(np.int64), BINS - 1)
    gap = np.bincount(bins, said, BINS) - np.bincount(bins, correct, BINS)
    return float(np.abs(gap).sum() / len(said))


def _ratio(part: NDArray[Any], whole: NDArray[Any]) -> NDArray[np.float64]:
    out = np.zeros(np.broadcast(part, whole).shape)
    np.divide(part, whole, out=out, where=whole != 0)
    return out
