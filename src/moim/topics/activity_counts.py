"""Token counts of activities' texts for the predecessor's model, computed once and shared by all members."""

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

NOT_COUNTED, NO_CLASS = -2, -1
"""Markers in :attr:`ActivityTokenCounts.classes`: text not counted yet; category not among the model's."""


def plain_text(world: World, row: int) -> str:
    """The title, text and place of an activity (by row), cleaned as the predecessor did."""
    title, body, place, _ = world.activity_texts[row]
    return predecessor_text(title, body, "", place)


def category_of(world: World, row: int) -> str:
    """The name of an activity's category (by row); empty if it has none."""
    category = int(world.activities["category"][row])
    return world.categories.names[category] if category >= 0 else ""


class ActivityTokenCounts:
    """Turns members' references to activities into token counts for the shared text model.

    An activity counts with its current text: after an edit, members who referred to it contribute the edited text. An
    activity that the world does not contain yet, or whose category is not one of the model's, contributes nothing until
    that changes.

    Parameters
    ----------
    world
        Holds the activities' texts.
    shared
        The model all members share.
    """

    def __init__(self, world: World, shared: SharedCounts) -> None:
        self.world = world
        self.shared = shared
        self.classes: list[int] = []
        """The class of each activity by row; :data:`NO_CLASS` or :data:`NOT_COUNTED` if negative."""
        self.lengths: list[int] = []
        """The number of known tokens in each activity's text, by row."""
        self._words = GrowableTable(token=(np.int32, 0), row=(np.int32, 0), count=(np.int32, 0))
        self._token_rows: dict[int, dict[int, int]] = {}
        self._categories: tuple[int, NDArray[np.intp]] | None = None
        # The text of a member's profile is scored again and again. The size is set by hand.
        self._prepare = lru_cache(maxsize=8_192)(shared.prepare)
        self._seen = 0  # length of the part of world.touched already processed

    def predict_proba(self, text: str, own: OwnTexts | None) -> Floats:
        """Predict the class of a text with the shared counts plus a member's own texts.

        Parameters
        ----------
        text
            What to classify.
        own
            References to the activities whose texts the member's model has learned.

        Returns
        -------
        Floats
            ``float64[classes]``, equal to the answer of a copy of the model trained on those texts.
        """
        self._advance()
        return self.shared.predict_prepared(self._prepare(text), _MemberTexts(self, own) if own else None)

    @property
    def categories(self) -> NDArray[np.intp]:
        """The world's category of each class, ``intp[classes]``, -1 if no category has that name."""
        known = self.world.categories
        if self._categories is None or self._categories[0] != len(known):
            self._categories = len(known), np.array([known.get(label) for label in self.shared.classes], np.intp)
        return self._categories[1]

    def rows_with_token(self, token: int) -> dict[int, int]:
        """Rows of the counted texts that contain a token -> how often."""
        if token not in self._token_rows:
            found = np.flatnonzero(self._words["token"] == token)
            rows, counts = self._words["row"][found].tolist(), self._words["count"][found].tolist()
            self._token_rows[token] = dict(zip(rows, counts, strict=True))
        return self._token_rows[token]

    def count_row(self, row: int) -> int:
        """Count the tokens of an activity's text and return its class."""
        label = category_of(self.world, row)
        counted = self.shared.count(f"{label} {plain_text(self.world, row)}")
        first, end = len(self._words), len(self._words) + len(counted)
        self._words.grow(end)
        self._words["token"][first:] = list(counted)
        self._words["count"][first:] = list(counted.values())
        self._words["row"][first:] = row
        for token in counted.keys() & self._token_rows.keys():
            self._token_rows[token][row] = counted[token]
        self.classes[row] = self.shared.class_index.get(label, NO_CLASS)
        self.lengths[row] = sum(counted.values())
        return self.classes[row]

    def _advance(self) -> None:
        touched = self.world.touched
        if self._seen == len(touched):
            return
        new = len(self.world.activities) - len(self.classes)
        self.classes += [NOT_COUNTED] * new
        self.lengths += [0] * new
        changed = {row for row in touched[self._seen :] if self.classes[row] != NOT_COUNTED}
        if changed:
            self._forget(changed)
        self._seen = len(touched)

    def _forget(self, rows: set[int]) -> None:
        gone = np.zeros(len(self.classes), np.bool_)
        gone[list(rows)] = True
        kept = ~gone[self._words["row"]]
        self._words.fill({name: self._words[name][kept] for name in self._words.names})
        for row in rows:
            self.classes[row] = NOT_COUNTED
        for occurrences in self._token_rows.values():
            for row in rows & occurrences.keys():
                del occurrences[row]


@dataclass(frozen=True, slots=True)
class _MemberTexts:
    """A member's texts as counts to add to the shared ones (see :class:`moim.topics.counts.AddedCounts`)."""

    activities: ActivityTokenCounts
    own: OwnTexts

    def add_to(
        self, documents: list[float], totals: list[float], wanted: Sequence[int]
    ) -> dict[tuple[int, int], float]:
        activities, index = self.activities, self.activities.world.activity_ids.index
        classes, lengths = activities.classes, activities.lengths
        occurrences = [(token, activities.rows_with_token(token)) for token in wanted]
        added: dict[tuple[int, int], float] = {}
        for activity_id, weight in self.own.weights.items():
            row = index.get(activity_id)
            if row is None:
                continue
            class_ = classes[row]
            if class_ == NOT_COUNTED:
                class_ = activities.count_row(row)
            if class_ == NO_CLASS:
                continue
            documents[class_] += weight
            totals[class_] += weight * lengths[row]
            for token, rows in occurrences:
                if row in rows:
                    key = class_, token
                    added[key] = added.get(key, 0.0) + weight * rows[row]
        return added
