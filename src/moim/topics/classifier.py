"""Texts to categories: a class-balanced linear SVM over letters and words, its scores calibrated to probabilities.

Trained with scikit-learn, used with numpy and scipy alone. What the scores are worth as probabilities is learned from
rows that a model had not seen, in five folds (:mod:`moim.topics.confidence`); those rows also say how much the columns
beside the main text should weigh.
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
from moim.topics.blocks import Block, Matrix, beside, fit_block, plans, transform
from moim.topics.confidence import Confidence

Floats = NDArray[np.float64]
Columns = Sequence[Sequence[str]]
Progress = Callable[[str, float], None]

KIND = "topics"
FOLDS = 5
PENALTY = 0.5  # C of the SVM


@dataclass(frozen=True, slots=True)
class TopicClassifier:
    """A fitted classifier.

    Attributes:
        classes: labels in the order of the columns of every answer.
        blocks: how text becomes a vector.
        weights: float32[terms, classes] of the linear model.
        intercept: float32[classes].
        confidence: how scores become probabilities.
    """

    classes: tuple[str, ...]
    blocks: tuple[Block, ...]
    weights: NDArray[np.float32]
    intercept: NDArray[np.float32]
    confidence: Confidence

    @classmethod
    def fit(cls, columns: Columns, labels: Sequence[str], progress: Progress | None = None) -> TopicClassifier:
        """Learn from labelled rows.

        Args:
            columns: one sequence of texts a column, all as long as ``labels``; the first is the main text.
            labels: of at least two kinds; one example of a kind is enough.
            progress: called with the stage and the part done, 0 to 1.

        Raises:
            ValueError: fewer than two kinds of labels, or no text at all.
            MissingExtraError: scikit-learn is not installed.
        """
        require("sklearn", "learning categories from texts")
        tell = progress or (lambda stage, done: None)
        names, y = np.unique(np.asarray(labels, dtype=object).astype(str), return_inverse=True)
        if len(names) < 2:
            raise ValueError("at least two different labels are needed")
        if not any(text.strip() for column in columns for text in column):
            raise ValueError("there is no text to learn from")
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
            scores, known = _unseen_scores(blocks, parts, y, len(names))
            right = float((scores[known].argmax(axis=1) == y[known]).sum())
            fitted.append((right, blocks, parts, scores, known))
        _, blocks, parts, scores, known = max(fitted, key=lambda one: one[0])
        weights, intercept = _linear(beside(parts), y, len(names))
        tell("done", 1.0)
        return cls(
            tuple(map(str, names)),
            tuple(blocks),
            weights.astype(np.float32),
            intercept.astype(np.float32),
            Confidence.fit(scores[known], y[known]),
        )

    def predict_proba(self, columns: Columns) -> Floats:
        """The probability of each class, float64[rows, classes]; the same columns in the same order as in training.

        Raises:
            ValueError: another number of columns.
        """
        wanted = 1 + max(block.column for block in self.blocks)
        if len(columns) != wanted:
            raise ValueError(f"{wanted} text columns are wanted, {len(columns)} given")
        scores = transform(self.blocks, columns) @ self.weights + self.intercept
        return self.confidence.probabilities(scores.astype(np.float64))

    def save(self, folder: Path | str, about: dict[str, Any] | None = None) -> None:
        """Write the classifier into a new folder (see :mod:`moim.storage.artefact`)."""
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
        """Read what :meth:`save` wrote.

        Raises:
            ArtefactError: it is damaged, something else, or made with Kiwi, which is not installed.
        """
        stored = read_artefact(folder)
        if stored.about.get("kind") != KIND:
            raise ArtefactError(f"{Path(folder).name}: not a {KIND} model")
        tokenizer = stored.about.get("tokenizer")
        if tokenizer is None:
            raise ArtefactError(f"{Path(folder).name}: does not name its tokenizer; train anew")
        if tokenizer == "kiwi":
            check_packages(folder, "kiwipiepy")
        names = [f"idf_{number}" for number in range(len(stored.texts["blocks"]))]
        blocks = [
            Block(column, terms, weight, {t: i for i, t in enumerate(vocabulary)}, stored.arrays[name], tokenizer)
            for name, (column, terms, weight, vocabulary) in zip(names, stored.texts["blocks"], strict=True)
        ]
        said = stored.about["confidence"]
        classes, confidence = tuple(stored.texts["classes"]), Confidence(said["intercept"], tuple(said["weights"]))
        return cls(classes, tuple(blocks), stored.arrays["weights"], stored.arrays["intercept"], confidence)


def _linear(X: Matrix, y: NDArray[np.int64], classes: int) -> tuple[Floats, Floats]:
    """Weights [terms, classes] and intercept [classes]; a class without a row scores -1 throughout."""
    from sklearn.svm import LinearSVC

    model = LinearSVC(C=PENALTY, class_weight="balanced", random_state=0).fit(X, y)
    coef, bias = model.coef_, model.intercept_
    if len(model.classes_) == 2:
        coef, bias = np.vstack([-coef, coef]), np.concatenate([-bias, bias])
    weights, intercept = np.zeros((X.shape[1], classes)), np.full(classes, -1.0)
    weights[:, model.classes_], intercept[model.classes_] = coef.T, bias
    return weights, intercept


def _unseen_scores(
    blocks: Sequence[Block], parts: Sequence[Matrix], y: NDArray[np.int64], classes: int
) -> tuple[Floats, NDArray[np.bool_]]:
    """Scores of each row by a model that has not seen it, and which rows have one.

    A new text holds terms that the model does not know, and they do not count in its length. So here too: with the
    terms of the held-out rows counted, their scores would be smaller than those of new texts, and the probabilities
    learned from them too sure.
    """
    fold = _folds(y)
    scores = np.zeros((len(y), classes))
    known = np.zeros(len(y), dtype=bool)
    for number in range(FOLDS):
        held = fold == number
        if held.any() and len(np.unique(y[~held])) > 1:
            seen = [part[~held] for part in parts]
            weights, intercept = _linear(beside(seen), y[~held], classes)
            new = [block.without_unseen(p[held], s) for block, p, s in zip(blocks, parts, seen, strict=True)]
            scores[held] = beside(new) @ weights + intercept
            known |= held
    return scores, known


def _folds(y: NDArray[np.int64]) -> NDArray[np.int64]:
    """A fold for each row, -1 for the only row of its class.

    Each class is cut where it stands, not shuffled: files are mostly in some order of time, and what repeats in a
    series must not be met again in another fold.
    """
    fold = np.full(len(y), -1)
    for class_ in np.unique(y):
        rows = np.flatnonzero(y == class_)
        if len(rows) > 1:
            fold[rows] = np.arange(len(rows)) * FOLDS // len(rows)
    return fold
