"""Learning the weights in service: one choice, one guarded step, and weights as bytes that processes can share.

The features of what was shown are logged with the list (:class:`moim.ranking.logged_features.LoggedFeatures`). A click
on the list is then a choice among the items the member saw, with the features they were ranked by; nothing has to be
computed again. A step is at most ``RATE`` a weight (AdaGrad), a feature counts at most ``LARGEST``, and no weight moves
further than ``FARTHEST`` from where training left it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from moim.data.dataset import Kind
from moim.ranking.choice_model import CHOICE_WEIGHT, NAMES, Choice, ChoiceModel
from moim.ranking.logged_features import LoggedFeatures

RATE = 0.05
"""Of the steps: smaller than :class:`~moim.ranking.choice_model.ChoiceModel`'s own, for what it starts from is fitted
already."""
LARGEST = 10.0
"""Features lie within this; one that does not, by a fault or by design, must not stop AdaGrad's steps for good."""
FARTHEST = 3.0
"""How far a weight may move from where training left it. The next training knows the same choices, and more."""
NUMBERS = 4 * len(NAMES) + 1
_FORM = np.dtype("<f8")


def choice_from(
    shown: Sequence[tuple[str, LoggedFeatures]], chosen: str, kind: Kind, gone: Collection[str] = ()
) -> Choice | None:
    """What one item of a list was chosen from: all of it, since a page is seen together, not read from its top.

    Args:
        shown: ids from the top, with what each stood on.
        chosen: one of them.
        kind: a join or a like.
        gone: what the member had joined or declined by then; no alternative any more.

    Returns:
        ``None`` where there was nothing else to choose.
    """
    seen = [(one, basis) for one, basis in shown if one == chosen or one not in gone]
    if len(seen) < 2:
        return None
    features = np.stack([basis.features for _, basis in seen], axis=1)
    position = [one for one, _ in seen].index(chosen)
    return Choice(features, seen[position][1].experience, position, CHOICE_WEIGHT[kind])


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
        ValueError: these are not the bytes of weights for these features.
    """
    parts = np.frombuffer(data, _FORM) if len(data) == NUMBERS * _FORM.itemsize else np.zeros(0)
    if len(parts) != NUMBERS or not np.isfinite(parts).all():
        raise ValueError("not the bytes of weights for these features")
    weights, newcomer, squares, choices = np.split(parts.astype(np.float64), np.array([1, 2, 4]) * len(NAMES))
    return ChoiceModel(weights, newcomer, squares, trained.rate, int(choices[0]))
