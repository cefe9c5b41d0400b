"""A template grammar for Korean texts: slots, particles, and avoidance of repeated sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from moim.text.hangul import with_particle

TRIES = 16
"""Attempts to fill a template without a repetition; set by hand."""

_SLOT = re.compile(r"\{(\w+)(?::([^}]+))?\}")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_WORD = re.compile(r"[가-힣A-Za-z0-9]{2,}")


class Deck:
    """Draws phrases in shuffled order, without repetition until all have been drawn."""

    def __init__(self, phrases: Sequence[str], rng: np.random.Generator) -> None:
        self._phrases: list[str] = [phrases[i] for i in rng.permutation(len(phrases)).tolist()]
        self._next = 0

    def draw(self) -> str:
        """The next phrase."""
        self._next += 1
        return self._phrases[self._next % len(self._phrases)]


class SlotFiller:
    """Maps slots of a template to words: a fixed word, or the next phrase of the deck of that name.

    A trailing 2 is ignored: ``joy2`` draws another phrase from ``joy``.
    """

    def __init__(self, decks: Mapping[str, Deck], fixed: Mapping[str, str]) -> None:
        self._decks, self._fixed = decks, fixed

    def __getitem__(self, slot: str) -> str:
        return self._fixed[slot] if slot in self._fixed else self._decks[slot.rstrip("2")].draw()


class TextGenerator:
    """Fills in randomly chosen templates and remembers the sentences written, to avoid repeating them."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._written: set[str] = set()
        self._used: Counter[str] = Counter()

    def choose(self, options: Sequence[str], number: int) -> list[str]:
        """Choose ``number`` different options, in their original order; all of them if there are fewer."""
        picks = self._rng.choice(len(options), min(number, len(options)), replace=False)
        return [options[i] for i in sorted(picks.tolist())]

    def one(self, options: Sequence[str]) -> str:
        """Choose one option."""
        return options[int(self._rng.integers(len(options)))]

    def write(self, templates: Sequence[str], slots: SlotFiller, after: str = "") -> str:
        """Fill in a template, avoiding sentences written before and repeated words as far as possible.

        Each attempt draws two templates and uses the one used less often so far.

        Parameters
        ----------
        templates
            To choose from.
        slots
            Words for the slots.
        after
            The preceding sentence, whose words should not be repeated either.
        """
        best, fewest = ("", ""), 5
        for _ in range(TRIES):
            template = min(self.one(templates), self.one(templates), key=self._used.__getitem__)
            text = fill(template, slots)
            again = bool(set(_SENTENCE.split(text)) & self._written)
            faults = 2 * again + repeats_word(text) + bool(set(stems(text)) & set(stems(after)))
            if faults < fewest:
                best, fewest = (template, text), faults
            if not faults:
                break
        template, text = best
        self._used[template] += 1
        self._written.update(_SENTENCE.split(text))
        return text


def fill(template: str, slots: Mapping[str, str] | SlotFiller) -> str:
    """Fill the slots of a template, choosing the form of each particle that fits the word.

    >>> fill("{x:을/를} 함께해요, {y}에서요.", {"x": "등산", "y": "공원"})
    '등산을 함께해요, 공원에서요.'
    """

    def _one(match: re.Match[str]) -> str:
        word, particle = slots[match[1]], match[2]
        return with_particle(word, particle) if particle else word

    return _SLOT.sub(_one, template)


def stems(text: str) -> list[str]:
    """The first two letters of each word, so that 저녁을 and 저녁에 count as the same word."""
    return [word[:2] for word in _WORD.findall(text)]


def repeats_word(text: str) -> bool:
    """Whether a sentence of the text contains the same word twice.

    >>> repeats_word("토요일 저녁, 저녁 먹고 한 바퀴"), repeats_word("저녁에 만나요. 저녁을 먹어요.")
    (True, False)
    """
    return any(len(words) != len(set(words)) for words in map(stems, _SENTENCE.split(text)))


class PhraseBounds:
    """Restricts phrases to the hours, weekdays and months they suit (``bounds`` in ``data/phrases.toml``)."""

    def __init__(self, bounds: Sequence[Mapping[str, Any]]) -> None:
        self._bounds = [(re.compile(bound["words"]), bound) for bound in bounds]
        self._known: dict[str, list[Mapping[str, Any]]] = {}

    def fitting(
        self, phrases: Sequence[str], hours: tuple[float, float], weekday: int, month: int | None = None
    ) -> list[str]:
        """The phrases that suit an activity from ``hours[0]`` to ``hours[1]``; all of them if none does.

        Parameters
        ----------
        phrases
            To choose from.
        hours
            Start and end in hours of the day; the end may exceed 24.
        weekday
            0 = Monday.
        month
            1 to 12; ``None`` for any.
        """
        return [phrase for phrase in phrases if self._fits(phrase, hours, weekday, month)] or list(phrases)

    def _fits(self, phrase: str, hours: tuple[float, float], weekday: int, month: int | None) -> bool:
        if phrase not in self._known:
            self._known[phrase] = [bound for pattern, bound in self._bounds if pattern.search(phrase)]
        for bound in self._known[phrase]:
            first, last = bound.get("hours", (0, 24))
            if hours[1] <= first or hours[0] >= last or weekday not in bound.get("weekdays", range(7)):
                return False
            if month is not None and month not in bound.get("months", range(1, 13)):
                return False
        return True
