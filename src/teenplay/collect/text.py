"""Cleaning text: removes HTML, editors' leftovers, emoji and decoration."""

from __future__ import annotations

import re
import unicodedata

from moim.text.cleaning import html_to_text, normalise

# Symbols and pictures: Unicode's "other symbol" and "modifier symbol", the joiners and selectors that build emoji, and
# the private use area that Korean fonts fill with bullets.
_SIGNS = frozenset(("So", "Sk", "Co", "Cs", "Cn"))
_JOINERS = "\u200d\ufe0e\ufe0f\u20e3"
_KEPT = "°℃㎡㎞㎏㎖"
_FLAGS = range(0x1F1E6, 0x1F200)  # regional indicators: two of them are a flag
_RULES = re.compile(r"([^\w\s])\1{2,}")
_EMPTY = re.compile(r"\(\s*\)|\[\s*\]|<\s*>|【\s*】|「\s*」")
_CONTROL = re.compile(r"\{\{.*?\}\}|\[object Object\]|&?nbsp;?|﻿", re.IGNORECASE)
_TAGS = (
    "a|abbr|article|aside|b|big|blockquote|body|br|button|caption|center|code|col|dd|del|div|dl|dt|em|embed|figcaption|figure"
    "|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|label|li|link|main|map|meta|nav|noscript|o:p|object|ol"
    "|option|p|param|pre|s|script|section|small|source|span|strike|strong|style|sub|sup|svg|table|tbody|td|template|textarea"
    "|tfoot|th|thead|title|tr|u|ul|video"
)
_NO_TAG = re.compile(
    rf"<(?!/?(?:{_TAGS})(?:[\s/>]|$)|!--)", re.IGNORECASE
)  # "<호두까기 인형>" and "<All that jazz>" are titles
_BREAK = re.compile(r"<br\s*/?>|</(?:p|div|li|tr|dd|dt|h[1-6])>|\n", re.IGNORECASE)
_BRACKETS = str.maketrans("<>〈〉《》【】「」『』", "[]" * 6)
_LINE = "\ue000"  # a private character that stands for a line break while HTML is removed
_HEAD = re.compile(r"^(?:\s*(?:\[[^\]]{0,20}\]|\([^)]{0,12}\))\s*)+(?=.*\w\w)")


def plain(markup: str) -> str:
    """The text in one line, without tags, emoji and decoration.

    >>> plain("<p>🎉★한강&nbsp;러닝★<br>５월 모집!!!!</p>")
    '한강 러닝 5월 모집!'
    """
    if not markup or markup.isalnum():
        return normalise(markup)
    return _undecorated(html_to_text(_NO_TAG.sub("&lt;", markup)))


def lines(markup: str) -> str:
    """The text of some HTML with its line breaks, for text that is read line by line (dates, labels)."""
    text = html_to_text(_NO_TAG.sub("&lt;", _BREAK.sub(f" {_LINE} ", markup)))
    return "\n".join(line for piece in text.split(_LINE) if (line := _undecorated(piece)))


def _undecorated(text: str) -> str:
    text = _CONTROL.sub(" ", text).translate(_UNDECORATED)
    return " ".join(_EMPTY.sub(" ", _RULES.sub(r"\1", text)).split())


class _Undecorated(dict[int, str]):
    """A table for ``str.translate`` that classifies each character once: a space for decoration, else itself."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        decorates = (unicodedata.category(sign) in _SIGNS and sign not in _KEPT) or sign in _JOINERS or code in _FLAGS
        self[code] = " " if decorates and code > 0xFF else sign
        return self[code]


_UNDECORATED = _Undecorated()


def bare_title(title: str) -> str:
    """A title without the bracketed heads that sites add ("[마포문화재단] ", "(마감임박)"), unless nothing is left.

    >>> bare_title("[체험단] (서울) 성수 도자기 공방")
    '성수 도자기 공방'
    """
    rest = _HEAD.sub("", plain(title).translate(_BRACKETS)).strip()
    return rest if len(rest) >= 2 else title
