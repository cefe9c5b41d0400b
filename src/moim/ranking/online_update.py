"""Updating the weights in service: one bounded step for each choice, and weights as bytes that processes can share.

The features of what was shown are logged with the list (:mod:`moim.ranking.logged_features`). A click on the list is
then a choice among the items the member saw, with the features they were ranked by; no feature is computed again.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from moim.data.schema import Kind
from moim.ranking import logged_features
from moim.ranking.choice_model import CHOICE_WEIGHT, NAMES, Choice, ChoiceModel

LEARNING_RATE = 0.05
"""AdaGrad's rate, further than which no weight moves in one step. A fourth of
:class:`~moim.ranking.choice_model.ChoiceModel`'s own, because these weights are fitted already: with 0.2 a version
that knew six weeks ranked worse than without updates, by nDCG@10 .024; with 0.02 as well as with 0.05
(``docs/decisions/0009-one-row-of-weights.md``)."""
MAX_FEATURE = 10.0
"""Features are clipped to this, both ways: one huge value, by a fault or by design, would add so much to AdaGrad's sum
of squares that its weight hardly moves again. Set by hand: features lie within it unless something is wrong."""
MAX_SHIFT = 3.0
"""How far a weight may move from the training's, both ways. Set by hand: the next training knows
the same choices, and more, so that far moves are left to it."""
NUMBERS = 4 * len(NAMES) + 1
"""Numbers in the bytes of weights: weights, newcomers' weights, twice as many squares, and the number of choices."""
_FLOAT64 = np.dtype("<f8")


class DamagedWeightsError(ValueError):
    """Bytes are not those of weights for these features."""


def choice_from_impression(
    shown: Sequence[tuple[str, bytes]], chosen: str, kind: Kind, gone: Collection[str] = ()
) -> Choice | None:
    """What one item of a list was chosen from: all of the list, because a page is seen as a whole.

    Parameters
    ----------
    shown
        Ids from the top, with the features they were ranked by (:mod:`moim.ranking.logged_features`).
    chosen
        One of these ids.
    kind
        A join or a like.
    gone
        Ids the member had joined or declined by then; they are no alternatives any more.

    Returns
    -------
    Choice | None
        ``None`` where there was no alternative.

    Raises
    ------
    ValueError
        Logged features are not the bytes of as many features as there are.
    """
    features, experience = logged_features.decode([data for _, data in shown])
    seen = [place for place, (item, _) in enumerate(shown) if item == chosen or item not in gone]
    if len(seen) < 2:
        return None
    position = [shown[place][0] for place in seen].index(chosen)
    return Choice(np.take(features, seen, axis=1), float(experience[seen[position]]), position, CHOICE_WEIGHT[kind])


def update_bytes(data: bytes, trained: ChoiceModel, choice: Choice) -> tuple[bytes, int]:
    """Weights as bytes after one more choice.

    Parameters
    ----------
    data
        The present weights; empty: those of the training.
    trained
        The weights of the training.
    choice
        What was chosen.

    Returns
    -------
    tuple[bytes, int]
        The weights, and the number of choices since the training.

    Raises
    ------
    DamagedWeightsError
        ``data`` are not the bytes of weights.
    ValueError
        A feature of the choice is not finite.
    """
    after = updated(from_bytes(data, trained) if data else trained, trained, choice)
    return to_bytes(after), after.choices - trained.choices


def updated(model: ChoiceModel, trained: ChoiceModel, choice: Choice, rate: float = LEARNING_RATE) -> ChoiceModel:
    """The weights after one more choice.

    Parameters
    ----------
    model
        The present weights; left as they are.
    trained
        The weights of the training, from which none moves further than ``MAX_SHIFT``.
    choice
        What was chosen.
    rate
        AdaGrad's learning rate.

    Raises
    ------
    ValueError
        A feature of the choice, or a weight, is not finite.
    """
    if not (np.isfinite(choice.features).all() and np.isfinite(choice.experience)):
        raise ValueError("the features of a choice are not finite")
    if not all(np.isfinite(part).all() for part in (model.weights, model.newcomer, model.squares)):
        raise ValueError("weights are not finite")
    after = model.copy()
    after.rate = rate
    after.step(replace(choice, features=np.clip(choice.features, -MAX_FEATURE, MAX_FEATURE)))
    after.weights = np.clip(after.weights, trained.weights - MAX_SHIFT, trained.weights + MAX_SHIFT)
    after.newcomer = np.clip(after.newcomer, trained.newcomer - MAX_SHIFT, trained.newcomer + MAX_SHIFT)
    return after


def to_bytes(model: ChoiceModel) -> bytes:
    """Weights, newcomers' weights, AdaGrad's squares and the number of choices as float64, exactly."""
    parts = np.concatenate([model.weights, model.newcomer, model.squares, [float(model.choices)]])
    return parts.astype(_FLOAT64).tobytes()


def from_bytes(data: bytes, trained: ChoiceModel) -> ChoiceModel:
    """The inverse of :func:`to_bytes`; the learning rate is that of ``trained``.

    Raises
    ------
    DamagedWeightsError
        These are not the bytes of weights for these features.
    """
    parts = np.frombuffer(data, _FLOAT64) if len(data) == NUMBERS * _FLOAT64.itemsize else np.zeros(0)
    if len(parts) != NUMBERS or not np.isfinite(parts).all():
        raise DamagedWeightsError("not the bytes of weights for these features")
    weights, newcomer, squares, choices = np.split(parts.astype(np.float64), np.array([1, 2, 4]) * len(NAMES))
    return ChoiceModel(weights, newcomer, squares, trained.rate, int(choices[0]))
