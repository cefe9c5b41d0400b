"""Activities' texts as the predecessor's model reads them, each cut once for all the members who told it theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moim.columns import Columns
from moim.ragged import Ragged
from moim.text import predecessor_text
from moim.topics.counts import Floats, SharedCounts
from moim.topics.own import OwnTexts
from moim.world import World

_NOT_CUT, _NO_CLASS = -2, -1


def plain_text(world: World, row: int) -> str:
    """An activity's title, text and place, cleaned as the predecessor did."""
    title, body, place, _ = world.activity_texts[row]
    return predecessor_text(title, body, "", place)


def category_of(world: World, row: int) -> str:
    """The name of an activity's category; empty where it has none."""
    category = int(world.activities["category"][row])
    return world.categories.names[category] if category >= 0 else ""


class Told:
    """What members' references to activities mean to the text model all of them share.

    An activity counts with the words it has now: when its text is edited, whoever told it has told the new one. One
    that the world does not know yet, or that has none of the model's categories, counts nothing as long as that is so.
    """

    def __init__(self, world: World, shared: SharedCounts) -> None:
        self.world = world
        self.shared = shared
        self._words = Ragged(token=np.int32, count=np.float64)
        self._texts = Columns(label=(np.intp, _NOT_CUT), total=(np.float64, 0.0))
        self._seen = 0  # how much of the world's list of new and changed rows has been taken up

    def predict_proba(self, asked: str, own: OwnTexts | None) -> Floats:
        """The probability of each class, float64[classes], as a copy that learned those texts would give it."""
        return self.shared.predict_proba(asked, self._counted(own) if own and own.weights else None)

    def _counted(self, own: OwnTexts) -> _Counted:
        index = self.world.activity_ids.index
        rows = np.array([index.get(one, -1) for one in own.weights], np.intp)
        weights = np.fromiter(own.weights.values(), np.float64, len(rows))
        if rows.min() < 0:
            rows, weights = rows[rows >= 0], weights[rows >= 0]
        self._advance()
        labels = self._texts["label"][rows]
        if labels.min(initial=0) < 0:
            for row in rows[labels == _NOT_CUT].tolist():
                self._cut(row)
            labels = self._texts["label"][rows]
            rows, weights, labels = rows[labels >= 0], weights[labels >= 0], labels[labels >= 0]
        sizes, at = self._words.take(rows)
        totals, tokens = self._texts["total"][rows], self._words["token"][at]
        return _Counted(labels, weights, totals, sizes.cumsum(), tokens, at, self._words["count"])

    def _advance(self) -> None:
        touched = self.world.touched
        if self._seen < len(touched):
            self._texts.grow(len(self.world.activities))
            self._texts["label"][touched[self._seen :]] = _NOT_CUT
            self._seen = len(touched)

    def _cut(self, row: int) -> None:
        label = category_of(self.world, row)
        counted = self.shared.count(f"{label} {plain_text(self.world, row)}")
        self._texts["label"][row] = self.shared.class_index.get(label, _NO_CLASS)
        self._texts["total"][row] = sum(counted.values())
        self._words.put([row], [len(counted)], token=list(counted), count=list(counted.values()))


@dataclass(frozen=True, slots=True, eq=False)
class _Counted:
    """A member's texts: class, weight and length of each, and their words one text behind the other.

    ``ends`` is where each text's words end, ``tokens`` which they are, ``at`` where in ``counts`` it says how often.
    """

    labels: NDArray[np.intp]
    weights: Floats
    totals: Floats
    ends: NDArray[np.int64]
    tokens: NDArray[np.int32]
    at: NDArray[np.int64]
    counts: Floats

    def add_to(self, documents: Floats, totals: Floats, weights: Floats, columns: Mapping[int, int]) -> None:
        """Add these to what all share (see :class:`moim.topics.counts.Added`)."""
        documents += np.bincount(self.labels, self.weights, len(documents))
        totals += np.bincount(self.labels, self.weights * self.totals, len(totals))
        for token, column in columns.items():
            found = (self.tokens == token).nonzero()[0]
            if len(found):
                of = self.ends.searchsorted(found, side="right")
                count = self.weights[of] * self.counts[self.at[found]]
                weights[:, column] += np.bincount(self.labels[of], count, len(documents))
