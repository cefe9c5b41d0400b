"""Tokens: the words of a text that carry meaning, in Korean and English."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

from moim.text.cleaning import normalise

MOST_THREADS = 4
"""The most threads that tokenise many texts at once."""

_HANGUL = re.compile(r"[가-힣]")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[.,]\d+)*")


def _lines(name: str) -> list[str]:
    lines = files("moim.text").joinpath("words", name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


_ENGLISH_STOP = frozenset(_lines("english_stop_words.txt"))
_NOUNS = ("NNG", "NNP", "NR", "XR", "SH")
_ROOTS = ("VV", "VA")
_LIGHT = frozenset((*"하되있없같않주보오가", "이러", "그러", "어떻", "그렇", "이렇"))


class Tokenizer:
    """Splits text into content tokens: Korean by Kiwi's morphemes, other scripts by words.

    Several threads may share one. It may be loaded before forking: forked processes tokenise texts one by one.

    Args:
        words: nouns to know besides those of ``words/user_words.txt``; a tab and a tag of Kiwi's may follow each.
    """

    def __init__(self, words: Iterable[str] = ()) -> None:
        from kiwipiepy import Kiwi  # 0.7 s and 300 MB that a process without Korean text need not pay

        self._kiwi = Kiwi(num_workers=min(os.cpu_count() or 1, MOST_THREADS), load_multi_dict=False)
        self._process = os.getpid()
        for line in [*_lines("user_words.txt"), *words]:
            word, _, tag = line.strip().partition("\t")
            if word:
                self._kiwi.add_user_word(word, tag or "NNG")
        self._kiwi.tokenize("")  # prepares the dictionary now, while no other thread can see it

    def tokens(self, text: str) -> list[str]:
        """The tokens of one text: nouns, roots of verbs and adjectives, other words in lower case, numbers."""
        return self._korean(self._kiwi.tokenize(_readable(text)))

    def tokens_many(self, texts: Sequence[str]) -> list[list[str]]:
        """The tokens of each text, about 0.3 ms a sentence and core."""
        if os.getpid() != self._process:  # forked: without Kiwi's threads its batch call would hang
            return [self.tokens(text) for text in texts]
        return [self._korean(found) for found in self._kiwi.tokenize(map(_readable, texts))]

    @staticmethod
    def _korean(morphemes: list[Any]) -> list[str]:
        found: list[str] = []
        for morpheme in morphemes:
            form, tag = morpheme.form, morpheme.tag
            if tag in _NOUNS:
                found.append(form)
            elif tag.startswith(_ROOTS):
                if form not in _LIGHT:
                    found.append(form)
            elif tag in ("SL", "SN"):
                found.extend(_words(form))
        return found


def _readable(text: str) -> str:
    return normalise(text).replace("#", " ")  # else Kiwi keeps a hashtag in one piece


def _words(text: str) -> list[str]:
    found = (_singular(word) for word in _WORD.findall(text.lower()))
    return [word for word in found if word not in _ENGLISH_STOP]


def _singular(word: str) -> str:
    """An English plural without its ending; a number without its commas."""
    word = re.sub(r"['’].*", "", word).replace(",", "")
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y" if len(word) > 4 else word[:-1]
    return word[:-2] if word.endswith(("sses", "shes", "ches", "xes", "zzes")) else word[:-1]


_lock = threading.Lock()
_shared: Tokenizer | None = None


def tokenizer() -> Tokenizer:
    """The tokenizer of this process, loaded at its first use (call it before forking to share its memory)."""
    global _shared
    if _shared is None:
        with _lock:
            if _shared is None:
                _shared = Tokenizer()
    return _shared


def use_words(words: Iterable[str]) -> None:
    """Add nouns to the tokenizer of this process, in place of those of an earlier call. Running calls do not change."""
    global _shared
    with _lock:
        _shared = Tokenizer(words)
    tokens_kept.cache_clear()


def tokens(text: str) -> list[str]:
    """The content tokens of a text, for search and profiles.

    >>> tokens("주말마다 한강에서 함께 달려요! Running in the parks, 10km")
    ['주말', '한강', '달리', 'running', 'park', '10', 'km']
    """
    # A text without Hangul needs no analyser, so none is loaded for it.
    text = normalise(text)
    return tokenizer().tokens(text) if _HANGUL.search(text) else _words(text)


@lru_cache(maxsize=8_192)
def tokens_kept(text: str) -> tuple[str, ...]:
    """The tokens of a short text that is needed again and again, such as keywords; cached."""
    return tuple(tokens(text))


def tokens_many(texts: Sequence[str]) -> list[list[str]]:
    """The content tokens of each text. Equal texts, such as names of places and clubs, are tokenised once."""
    plain = {text: normalise(text) for text in texts}
    korean = list(dict.fromkeys(text for text in plain.values() if _HANGUL.search(text)))
    cut = dict(zip(korean, tokenizer().tokens_many(korean), strict=True)) if korean else {}
    return [list(cut[text]) if text in cut else _words(text) for text in map(plain.__getitem__, texts)]
