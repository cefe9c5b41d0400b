"""Tokens: the words of a text that carry meaning, in Korean and English."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal, Protocol

from moim.extras import installed, require, warn_once
from moim.text.cleaning import normalise

MOST_THREADS = 4
"""The most threads that tokenise many texts at once."""

_HANGUL = re.compile(r"[가-힣]")
_HANGUL_OR_NOT = re.compile(r"([가-힣]+)|([^가-힣]+)")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[.,]\d+)*")


def _lines(name: str) -> list[str]:
    lines = files("moim.text").joinpath("words", name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


_ENGLISH_STOP = frozenset(_lines("english_stop_words.txt"))
_NOUNS = ("NNG", "NNP", "NR", "XR", "SH")
_ROOTS = ("VV", "VA")
_LIGHT = frozenset((*"하되있없같않주보오가", "이러", "그러", "어떻", "그렇", "이렇"))


TokenizerName = Literal["kiwi", "simple"]
"""How Korean is split: by Kiwi's morphemes (extra ``korean``), or by a rule that needs no other package. Other scripts
are split alike."""


class Tokenizer(Protocol):
    """Splits texts that hold Hangul into content tokens."""

    def tokens(self, text: str) -> list[str]:
        """The tokens of one text."""

    def tokens_many(self, texts: Sequence[str]) -> list[list[str]]:
        """The tokens of each text."""


class KiwiTokenizer:
    """Splits text into content tokens: Korean by Kiwi's morphemes, other scripts by words.

    Several threads may share one. It may be loaded before forking: forked processes tokenise texts one by one.

    Parameters
    ----------
    words
        Nouns to know besides those of ``words/user_words.txt``; a tab and a tag of Kiwi's may follow each.

    Raises
    ------
    MissingExtraError
        Kiwi is not installed.
    """

    def __init__(self, words: Iterable[str] = ()) -> None:
        require("kiwipiepy", "splitting Korean into morphemes")
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


class SimpleTokenizer:
    """Splits Korean without a dictionary: each run of Hangul, and its pairs of neighbouring syllables.

    The pairs find 한강 in 한강에서 without knowing particles, and retrieve Korean texts about as well as morphemes do
    (Lee and Ahn, Using n-grams for Korean text retrieval, SIGIR 1996). Pairs made by particles and endings occur in so
    many texts that their inverse document frequency is low. In a synthetic world of 600 members, lists by words alone
    (``tfidf``, protocol ``rolling``) have an nDCG@10 of .562 ± .035 with these tokens and of .556 ± .035 with Kiwi's;
    with the pairs alone .561, with the runs alone .562 (few particles occur in that world's texts).

    >>> SimpleTokenizer().tokens("한강에서 책 읽기, 10km")
    ['한강에서', '한강', '강에', '에서', '책', '읽기', '10', 'km']
    """

    def tokens(self, text: str) -> list[str]:
        """The tokens of one text: runs of Hangul, their pairs of syllables, other words in lower case, numbers."""
        found: list[str] = []
        for hangul, other in _HANGUL_OR_NOT.findall(_readable(text)):
            if hangul:
                found.append(hangul)
                if len(hangul) > 2:
                    found.extend(hangul[at : at + 2] for at in range(len(hangul) - 1))
            else:
                found.extend(_words(other))
        return found

    def tokens_many(self, texts: Sequence[str]) -> list[list[str]]:
        """The tokens of each text."""
        return [self.tokens(text) for text in texts]


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
_shared: KiwiTokenizer | None = None
_simple = SimpleTokenizer()


def usual_tokenizer() -> TokenizerName:
    """The tokenizer that is used unless another is named: Kiwi where it is installed."""
    return "kiwi" if installed("kiwipiepy") else "simple"


def tokenizer(name: TokenizerName | None = None) -> Tokenizer:
    """A tokenizer of this process; Kiwi is loaded at its first use (call this before forking to share its memory).

    Parameters
    ----------
    name
        Which one; by default :func:`usual_tokenizer`.

    Raises
    ------
    MissingExtraError
        Kiwi is named and not installed.
    """
    if (name or usual_tokenizer()) == "simple":
        warn_once("kiwipiepy", "lightgbm")
        return _simple
    global _shared
    if _shared is None:
        with _lock:
            if _shared is None:
                _shared = KiwiTokenizer()
    return _shared


def use_words(words: Iterable[str]) -> None:
    """Add nouns to the Kiwi of this process, in place of those of an earlier call. Running calls do not change.

    Raises
    ------
    MissingExtraError
        Kiwi is not installed.
    """
    global _shared
    with _lock:
        _shared = KiwiTokenizer(words)
    tokens_kept.cache_clear()


def tokens(text: str, by: TokenizerName | None = None) -> list[str]:
    """The content tokens of a text, for search and profiles.

    Parameters
    ----------
    text
        Anything; it is normalised first.
    by
        The tokenizer; by default :func:`usual_tokenizer`.

    Examples
    --------
    >>> tokens("주말마다 한강에서 함께 달려요! Running in the parks, 10km")
    ['주말', '한강', '달리', 'running', 'park', '10', 'km']
    """
    # A text without Hangul needs no analyser, so none is loaded for it.
    text = normalise(text)
    return tokenizer(by).tokens(text) if _HANGUL.search(text) else _words(text)


@lru_cache(maxsize=8_192)
def tokens_kept(text: str, by: TokenizerName | None = None) -> tuple[str, ...]:
    """The tokens of a short text that is needed again and again, such as keywords; cached."""
    return tuple(tokens(text, by))


def tokens_many(texts: Sequence[str], by: TokenizerName | None = None) -> list[list[str]]:
    """The content tokens of each text. Equal texts, such as names of places and clubs, are tokenised once."""
    plain = {text: normalise(text) for text in texts}
    korean = list(dict.fromkeys(text for text in plain.values() if _HANGUL.search(text)))
    cut = dict(zip(korean, tokenizer(by).tokens_many(korean), strict=True)) if korean else {}
    return [list(cut[text]) if text in cut else _words(text) for text in map(plain.__getitem__, texts)]
