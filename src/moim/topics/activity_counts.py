"""Activities' texts as the predecessor's model reads them, each cut once for all the members who told it theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from moim.data.growable import GrowableTable
from moim.data.world import World
from moim.members.own_texts import OwnTexts
from moim.text.cleaning import predecessor_text
from moim.topics.counts import Floats, SharedCounts

NOT_CUT, NO_CLASS = -2, -1


def plain_text(world: World, row: int) -> str:
    """An activity's title, text and place, cleaned as the predecessor did."""
    title, body, place, _ = world.activity_texts[row]
    return predecessor_text(title, body, "", place)


def category_of(world: World, row: int) -> str:
    """The name of an activity's category; empty where it has none."""
    category = int(world.activities["category"][row])
    return world.categories.names[category] if category >= 0 else ""


class ActivityTokenCounts:
    """What members' references to activities mean to the text model all of them share.

    An activity counts with the words it has now: when its text is edited, whoever told it has told the new one. One
    that the world does not know yet, or that has none of the model's categories, counts nothing as long as that is so.
    """

    def __init__(self, world: World, shared: SharedCounts) -> None:
        self.world = world
        self.shared = shared
        self.classes: list[int] = []
        """The class of each activity's text; negative where it has none, or was not cut yet."""
        self.lengths: list[int] = []
        """How many tokens each holds."""
        self._words = GrowableTable(token=(np.int32, 0), row=(np.int32, 0), count=(np.int32, 0))
        self._holding: dict[int, dict[int, int]] = {}
        self._categories: tuple[int, NDArray[np.intp]] | None = None
        self._ask = lru_cache(maxsize=8_192)(shared.ask)  # a member asks with the same words again and again
        self._seen = 0  # how much of the world's list of new and changed rows has been taken up

    def predict_proba(self, asked: str, own: OwnTexts | None) -> Floats:
        """The probability of each class, float64[classes], as a copy that learned those texts would give it."""
        self._advance()
        return self.shared.answer(self._ask(asked), _Texts(self, own) if own else None)

    @property
    def categories(self) -> NDArray[np.intp]:
        """The world's category of each class, -1 where it has none of that name."""
        known = self.world.categories
        if self._categories is None or self._categories[0] != len(known):
            self._categories = len(known), np.array([known.get(label) for label in self.shared.classes], np.intp)
        return self._categories[1]

    def holding(self, token: int) -> dict[int, int]:
        """Which of the texts that were cut hold a token, and how often."""
        if token not in self._holding:
            found = np.flatnonzero(self._words["token"] == token)
            rows, counts = self._words["row"][found].tolist(), self._words["count"][found].tolist()
            self._holding[token] = dict(zip(rows, counts, strict=True))
        return self._holding[token]

    def cut(self, row: int) -> int:
        """Count the words of an activity's text; its class."""
        label = category_of(self.world, row)
        counted = self.shared.count(f"{label} {plain_text(self.world, row)}")
        first, end = len(self._words), len(self._words) + len(counted)
        self._words.grow(end)
        self._words["token"][first:] = list(counted)
        self._words["count"][first:] = list(counted.values())
        self._words["row"][first:] = row
        for token in counted.keys() & self._holding.keys():
            self._holding[token][row] = counted[token]
        self.classes[row] = self.shared.class_index.get(label, NO_CLASS)
        self.lengths[row] = sum(counted.values())
        return self.classes[row]

    def _advance(self) -> None:
        touched = self.world.touched
        if self._seen == len(touched):
            return
        new = len(self.world.activities) - len(self.classes)
        self.classes += [NOT_CUT] * new
        self.lengths += [0] * new
        changed = {row for row in touched[self._seen :] if self.classes[row] != NOT_CUT}
        if changed:
            self._forget(changed)
        self._seen = len(touched)

    def _forget(self, rows: set[int]) -> None:
        gone = np.zeros(len(self.classes), np.bool_)
        gone[list(rows)] = True
        kept = ~gone[self._words["row"]]
        self._words.fill({name: self._words[name][kept] for name in self._words.names})
        for row in rows:
            self.classes[row] = NOT_CUT
        for holding in self._holding.values():
            for row in rows & holding.keys():
                del holding[row]


@dataclass(frozen=True, slots=True)
class _Texts:
    """A member's texts, as counts (see :class:`moim.topics.counts.Added`)."""

    told: ActivityTokenCounts
    own: OwnTexts

    def add_to(self, documents: list[float], totals: list[float], asked: Sequence[int]) -> dict[tuple[int, int], float]:
        told, index = self.told, self.told.world.activity_ids.index
        classes, lengths = told.classes, told.lengths
        holding = [(token, told.holding(token)) for token in asked]
        added: dict[tuple[int, int], float] = {}
        for activity_id, weight in self.own.weights.items():
            row = index.get(activity_id)
            if row is None:
                continue
            class_ = classes[row]
            if class_ == NOT_CUT:
                class_ = told.cut(row)
            if class_ == NO_CLASS:
                continue
            documents[class_] += weight
            totals[class_] += weight * lengths[row]
            for token, rows in holding:
                if row in rows:
                    key = class_, token
                    added[key] = added.get(key, 0.0) + weight * rows[row]
        return added
