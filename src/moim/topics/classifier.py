"""A text classifier: a class-balanced linear SVM over character n-grams and tokens, with calibrated probabilities.

Training needs scikit-learn, prediction only numpy and scipy. The calibration (:mod:`moim.topics.confidence`) is learned
from held-out scores in five-fold cross-validation; the same held-out rows choose the weights of the columns besides the
main text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moim.extras import require
from moim.storage.artefact import ArtefactError, check_packages, read_artefact, write_artefact
from moim.topics.blocks import Block, Matrix, fit_block, plans, side_by_side, transform
from moim.topics.confidence import Confidence

Floats = NDArray[np.float64]
Columns = Sequence[Sequence[str]]
Progress = Callable[[str, float], None]
"""Called with the name of the stage and the share done, 0 to 1."""

KIND = "topics"
FOLDS = 5
"""Folds of the cross-validation; the usual number."""
PENALTY = 0.5
"""The parameter C of the SVM; set by hand."""


@dataclass(frozen=True, slots=True)
class TopicClassifier:
    """A fitted classifier.

    Attributes
    ----------
    classes
        Labels in the order of the columns of all predictions.
    blocks
        Turn texts into vectors.
    weights
        ``float32[terms, classes]`` of the linear model.
    intercept
        ``float32[classes]``.
    confidence
        Turns scores into probabilities.
    """

    classes: tuple[str, ...]
    blocks: tuple[Block, ...]
    weights: NDArray[np.float32]
    intercept: NDArray[np.float32]
    confidence: Confidence

    @classmethod
    def fit(cls, columns: Columns, labels: Sequence[str], progress: Progress | None = None) -> TopicClassifier:
        """Train on labelled rows.

        Parameters
        ----------
        columns
            One sequence of texts per column, each as long as ``labels``; the first is the main text.
        labels
            At least two different ones; a single example of a label is enough.
        progress
            Called with the name of the stage and the share done, 0 to 1.

        Raises
        ------
        ValueError
            Fewer than two different labels, or no text at all.
        MissingExtraError
            Scikit-learn is not installed.
        """
        require("sklearn", "training a text classifier")
        tell = progress or (lambda stage, done: None)
        names, y = np.unique(np.asarray(labels, dtype=object).astype(str), return_inverse=True)
        if len(names) < 2:
            raise ValueError("at least two different labels are needed")
        if not any(text.strip() for column in columns for text in column):
            raise ValueError("there is no text to train on")
        tries = plans(len(columns))
        fitted = []
        made: dict[tuple[int, str], tuple[Block, Matrix]] = {}
        for number, plan in enumerate(tries):
            tell("reading", number / len(tries))
            for column, terms, _ in plan:
                if (column, terms) not in made:
                    made[column, terms] = fit_block(column, terms, columns[column])
            blocks = [replace(made[column, terms][0], weight=weight) for column, terms, weight in plan]
            parts = [made[column, terms][1] * np.float32(weight) for column, terms, weight in plan]
            tell("calibrating", (number + 0.5) / len(tries))
            scores, known = _held_out_scores(blocks, parts, y, len(names))
            right = float((scores[known].argmax(axis=1) == y[known]).sum())
            fitted.append((right, blocks, parts, scores, known))
        _, blocks, parts, scores, known = max(fitted, key=lambda one: one[0])
        weights, intercept = _linear(side_by_side(parts), y, len(names))
        tell("done", 1.0)
        return cls(
            tuple(map(str, names)),
            tuple(blocks),
            weights.astype(np.float32),
            intercept.astype(np.float32),
            Confidence.fit(scores[known], y[known]),
        )

    def predict_proba(self, columns: Columns) -> Floats:
        """Predict the probability of each class.

        Parameters
        ----------
        columns
            The same text columns in the same order as in training.

        Returns
        -------
        Floats
            ``float64[rows, classes]``.

        Raises
        ------
        ValueError
            The number of columns differs from training.
        """
        wanted = 1 + max(block.column for block in self.blocks)
        if len(columns) != wanted:
            raise ValueError(f"expected {wanted} text columns, got {len(columns)}")
        scores = transform(self.blocks, columns) @ self.weights + self.intercept
        return self.confidence.probabilities(scores.astype(np.float64))

    def save(self, folder: Path | str, about: dict[str, Any] | None = None) -> None:
        """Write the classifier to a new folder (see :mod:`moim.storage.artefact`); ``about`` is stored with it."""
        arrays: dict[str, NDArray[Any]] = {"weights": self.weights, "intercept": self.intercept}
        arrays |= {f"idf_{number}": block.idf for number, block in enumerate(self.blocks)}
        texts = {
            "classes": self.classes,
            "blocks": [[b.column, b.terms, b.weight, list(b.vocabulary)] for b in self.blocks],
        }
        own = {"kind": KIND, "tokenizer": self.blocks[0].tokenizer, "confidence": asdict(self.confidence)}
        write_artefact(folder, arrays, texts, {**(about or {}), **own})

    @classmethod
    def load(cls, folder: Path | str) -> TopicClassifier:
        """Read a classifier that :meth:`save` has written.

        Raises
        ------
        ArtefactError
            It is damaged, not a classifier, or needs Kiwi, which is not installed.
        """
        stored = read_artefact(folder)
        if stored.about.get("kind") != KIND:
            raise ArtefactError(f"{Path(folder).name}: not a {KIND} model")
        tokenizer = stored.about.get("tokenizer")
        if tokenizer is None:
            raise ArtefactError(f"{Path(folder).name}: does not name its tokenizer; train it again")
        if tokenizer == "kiwi":
            check_packages(folder, "kiwipiepy")
        names = [f"idf_{number}" for number in range(len(stored.texts["blocks"]))]
        blocks = [
            Block(column, terms, weight, {t: i for i, t in enumerate(vocabulary)}, stored.arrays[name], tokenizer)
            for name, (column, terms, weight, vocabulary) in zip(names, stored.texts["blocks"], strict=True)
        ]
        fitted = stored.about["confidence"]
        classes, confidence = tuple(stored.texts["classes"]), Confidence(fitted["intercept"], tuple(fitted["weights"]))
        return cls(classes, tuple(blocks), stored.arrays["weights"], stored.arrays["intercept"], confidence)


def _linear(X: Matrix, y: NDArray[np.int64], classes: int) -> tuple[Floats, Floats]:
    """Weights ``[terms, classes]`` and intercept ``[classes]``; a class without rows always scores -1."""
    from sklearn.svm import LinearSVC

    model = LinearSVC(C=PENALTY, class_weight="balanced", random_state=0).fit(X, y)
    coef, bias = model.coef_, model.intercept_
    if len(model.classes_) == 2:
        coef, bias = np.vstack([-coef, coef]), np.concatenate([-bias, bias])
    weights, intercept = np.zeros((X.shape[1], classes)), np.full(classes, -1.0)
    weights[:, model.classes_], intercept[model.classes_] = coef.T, bias
    return weights, intercept


def _held_out_scores(
    blocks: Sequence[Block], parts: Sequence[Matrix], y: NDArray[np.int64], classes: int
) -> tuple[Floats, NDArray[np.bool_]]:
    """Scores of each row by a model trained without it, and a mask of the rows that have such scores.

    A new text contains terms unknown to the model, which do not count towards its length. Held-out rows are treated the
    same way: if terms that occur only in them counted, their scores would be smaller than those of new texts, and the
    probabilities calibrated on them would be too confident.
    """
    fold = _folds(y)
    scores = np.zeros((len(y), classes))
    known = np.zeros(len(y), dtype=bool)
    for number in range(FOLDS):
        held = fold == number
        if held.any() and len(np.unique(y[~held])) > 1:
            seen = [part[~held] for part in parts]
            weights, intercept = _linear(side_by_side(seen), y[~held], classes)
            new = [block.without_unseen(p[held], s) for block, p, s in zip(blocks, parts, seen, strict=True)]
            scores[held] = side_by_side(new) @ weights + intercept
            known |= held
    return scores, known


def _folds(y: NDArray[np.int64]) -> NDArray[np.int64]:
    """The fold of each row, -1 for the only row of its class.

    Each class is split into consecutive rows, without shuffling: files are mostly ordered by time, and the repeated
    events of a series should fall into the same fold.
    """
    fold = np.full(len(y), -1)
    for class_ in np.unique(y):
        rows = np.flatnonzero(y == class_)
        if len(rows) > 1:
            fold[rows] = np.arange(len(rows)) * FOLDS // len(rows)
    return fold
