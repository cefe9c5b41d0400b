"""A small generative grammar: templates with slots, Korean particles, and a memory of what was written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from moim.text.hangul import with_particle

TRIES = 16

_SLOT = re.compile(r"\{(\w+)(?::([^}]+))?\}")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_WORD = re.compile(r"[가-힣A-Za-z0-9]{2,}")


class Deck:
    """Phrases in a shuffled round, so that none comes again before all have come."""

    def __init__(self, phrases: Sequence[str], rng: np.random.Generator) -> None:
        self._phrases: list[str] = [phrases[i] for i in rng.permutation(len(phrases)).tolist()]
        self._next = 0

    def draw(self) -> str:
        """The next phrase."""
        self._next += 1
        return self._phrases[self._next % len(self._phrases)]


class Hand:
    """What the slots of a template are filled with: a fixed word, or else the next phrase of the deck of that name.

    ``joy2`` draws from ``joy`` again.
    """

    def __init__(self, decks: Mapping[str, Deck], fixed: Mapping[str, str]) -> None:
        self._decks, self._fixed = decks, fixed

    def __getitem__(self, slot: str) -> str:
        return self._fixed[slot] if slot in self._fixed else self._decks[slot.rstrip("2")].draw()


class Pen:
    """Fills in templates at random, and remembers what it wrote so as not to repeat itself."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._written: set[str] = set()
        self._used: Counter[str] = Counter()

    def choose(self, options: Sequence[str], number: int) -> list[str]:
        """``number`` different options in the order they stand; all of them if there are fewer."""
        picks = self._rng.choice(len(options), min(number, len(options)), replace=False)
        return [options[i] for i in sorted(picks.tolist())]

    def one(self, options: Sequence[str]) -> str:
        """One option."""
        return options[int(self._rng.integers(len(options)))]

    def write(self, templates: Sequence[str], hand: Hand, after: str = "") -> str:
        """A template filled in so that no sentence was written before and no word is said twice, as far as possible.

        Of two templates drawn the less worn one is tried. ``after`` is what stands before it: its words count, too.
        """
        best, fewest = ("", ""), 5
        for _ in range(TRIES):
            template = min(self.one(templates), self.one(templates), key=self._used.__getitem__)
            text = fill(template, hand)
            again = bool(set(_SENTENCE.split(text)) & self._written)
            faults = 2 * again + stumbles(text) + bool(set(stems(text)) & set(stems(after)))
            if faults < fewest:
                best, fewest = (template, text), faults
            if not faults:
                break
        template, text = best
        self._used[template] += 1
        self._written.update(_SENTENCE.split(text))
        return text


def fill(template: str, slots: Mapping[str, str] | Hand) -> str:
    """The template with its slots filled, each with the form of the particle it needs.

    >>> fill("{x:을/를} 함께해요, {y}에서요.", {"x": "등산", "y": "공원"})
    '등산을 함께해요, 공원에서요.'
    """

    def one(match: re.Match[str]) -> str:
        word, particle = slots[match[1]], match[2]
        return with_particle(word, particle) if particle else word

    return _SLOT.sub(one, template)


def stems(text: str) -> list[str]:
    """The first two letters of each word: enough to notice 저녁을 after 저녁에."""
    return [word[:2] for word in _WORD.findall(text)]


def stumbles(text: str) -> bool:
    """Does a sentence of it say the same word twice?

    >>> stumbles("토요일 저녁, 저녁 먹고 한 바퀴"), stumbles("저녁에 만나요. 저녁을 먹어요.")
    (True, False)
    """
    return any(len(said) != len(set(said)) for said in map(stems, _SENTENCE.split(text)))


class Occasions:
    """Which phrases suit which hours, weekdays and months (``bounds`` of the vocabulary)."""

    def __init__(self, bounds: Sequence[Mapping[str, Any]]) -> None:
        self._bounds = [(re.compile(bound["words"]), bound) for bound in bounds]
        self._known: dict[str, list[Mapping[str, Any]]] = {}

    def fitting(
        self, phrases: Sequence[str], hours: tuple[float, float], weekday: int, month: int | None = None
    ) -> list[str]:
        """The phrases that fit something that goes on from ``hours[0]`` to ``hours[1]``; all if none does."""
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
