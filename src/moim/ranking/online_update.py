"""Learning the weights in service: one choice, one guarded step, and weights as bytes that processes can share.

The features of what was shown are logged with the list (:mod:`moim.ranking.logged_features`). A click
on the list is then a choice among the items the member saw, with the features they were ranked by; nothing has to be
computed again. A step is at most ``RATE`` a weight (AdaGrad), a feature counts at most ``LARGEST``, and no weight moves
further than ``FARTHEST`` from where training left it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from moim.data.dataset import Kind
from moim.ranking import logged_features
from moim.ranking.choice_model import CHOICE_WEIGHT, NAMES, Choice, ChoiceModel

RATE = 0.05
"""Of the steps: smaller than :class:`~moim.ranking.choice_model.ChoiceModel`'s own, for what it starts from is fitted
already."""
LARGEST = 10.0
"""Features lie within this; one that does not, by a fault or by design, must not stop AdaGrad's steps for good."""
FARTHEST = 3.0
"""How far a weight may move from where training left it. The next training knows the same choices, and more."""
NUMBERS = 4 * len(NAMES) + 1
_FORM = np.dtype("<f8")


class DamagedWeightsError(ValueError):
    """Bytes are not those of weights for these features."""


def choice_from_impression(
    shown: Sequence[tuple[str, bytes]], chosen: str, kind: Kind, gone: Collection[str] = ()
) -> Choice | None:
    """What one item of a list was chosen from: all of the list, because a page is seen as a whole.

    Args:
        shown: ids from the top, with the features they were ranked by (:mod:`moim.ranking.logged_features`).
        chosen: one of these ids.
        kind: a join or a like.
        gone: ids the member had joined or declined by then; they are no alternatives any more.

    Returns:
        ``None`` where there was no alternative.

    Raises:
        ValueError: logged features are not the bytes of as many features as there are.
    """
    features, experience = logged_features.decode([data for _, data in shown])
    seen = [place for place, (item, _) in enumerate(shown) if item == chosen or item not in gone]
    if len(seen) < 2:
        return None
    position = [shown[place][0] for place in seen].index(chosen)
    return Choice(np.take(features, seen, axis=1), float(experience[seen[position]]), position, CHOICE_WEIGHT[kind])


def update_bytes(data: bytes, trained: ChoiceModel, choice: Choice) -> tuple[bytes, int]:
    """Weights as bytes after one more choice.

    Args:
        data: the present weights; empty: those of the training.
        trained: the weights of the training.
        choice: what was chosen.

    Returns:
        The weights, and the number of choices since the training.

    Raises:
        DamagedWeightsError: ``data`` are not the bytes of weights.
        ValueError: a feature of the choice is not finite.
    """
    after = stepped(from_bytes(data, trained) if data else trained, trained, choice)
    return to_bytes(after), after.choices - trained.choices


def stepped(model: ChoiceModel, trained: ChoiceModel, choice: Choice, rate: float = RATE) -> ChoiceModel:
    """The weights after one more choice; ``model`` is left as it is.

    Raises:
        ValueError: a feature of the choice, or a weight, is not finite.
    """
    if not (np.isfinite(choice.features).all() and np.isfinite(choice.experience)):
        raise ValueError("a choice whose features are not finite teaches nothing")
    if not all(np.isfinite(part).all() for part in (model.weights, model.newcomer, model.squares)):
        raise ValueError("weights that are not finite learn nothing")
    after = model.copy()
    after.rate = rate
    after.learn(replace(choice, features=np.clip(choice.features, -LARGEST, LARGEST)))
    after.weights = np.clip(after.weights, trained.weights - FARTHEST, trained.weights + FARTHEST)
    after.newcomer = np.clip(after.newcomer, trained.newcomer - FARTHEST, trained.newcomer + FARTHEST)
    return after


def to_bytes(model: ChoiceModel) -> bytes:
    """Weights, newcomers' weights, AdaGrad's squares and the number of choices as float64; nothing is rounded."""
    parts = np.concatenate([model.weights, model.newcomer, model.squares, [float(model.choices)]])
    return parts.astype(_FORM).tobytes()


def from_bytes(data: bytes, trained: ChoiceModel) -> ChoiceModel:
    """The inverse of :func:`to_bytes`; the rate of the steps is that of the weights it started from.

    Raises:
        DamagedWeightsError: these are not the bytes of weights for these features.
    """
    parts = np.frombuffer(data, _FORM) if len(data) == NUMBERS * _FORM.itemsize else np.zeros(0)
    if len(parts) != NUMBERS or not np.isfinite(parts).all():
        raise DamagedWeightsError("not the bytes of weights for these features")
    weights, newcomer, squares, choices = np.split(parts.astype(np.float64), np.array([1, 2, 4]) * len(NAMES))
    return ChoiceModel(weights, newcomer, squares, trained.rate, int(choices[0]))
