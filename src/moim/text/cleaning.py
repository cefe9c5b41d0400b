"""Text without HTML, entities, full-width forms and invisible characters."""

from __future__ import annotations

import html
import re
import unicodedata

from selectolax.lexbor import LexborHTMLParser

# Full-width forms to ASCII, control characters to blanks, invisible characters away (the joiner of emoji stays).
# Not NFKC: it would turn ㅋㅋ into conjoining jamo.
_FOLD: dict[int, int | str | None] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FOLD |= dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), 0x3000], " ")
_FOLD |= dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200E, 0x200F, 0x2060, 0xFEFF])

_BLOCKS = (
    "address,article,blockquote,br,dd,div,dt,figcaption,h1,h2,h3,h4,h5,h6,hr,img,li,ol,p,pre,section,table,td,th,tr,ul"
)
_UNSEEN = ["script", "style", "template", "noscript", "iframe", "head"]


def normalise(text: str) -> str:
    """The text in NFC, HTML entities resolved, full-width forms and white space made plain. Idempotent.

    >>> normalise("  ＴＥＡ &amp; 커피　한 잔 ")
    'TEA & 커피 한 잔'
    """
    before = None
    while text != before:
        before, text = text, unicodedata.normalize("NFC", html.unescape(text).translate(_FOLD))
    return " ".join(text.split())


def html_to_text(markup: str) -> str:
    """The text that a browser shows of a piece of HTML, in one line, normalised; a new block or line is a blank.

    >>> html_to_text("<p>주말<b>마다</b></p>한강<br>러닝 &amp; 요가<script>x()</script>")
    '주말마다 한강 러닝 & 요가'
    """
    if "<" not in markup:
        return normalise(markup)
    parser = LexborHTMLParser(markup)
    parser.strip_tags(_UNSEEN)
    for node in parser.css(_BLOCKS):
        node.insert_before(" ")
        node.insert_after(" ")
    return normalise(parser.root.text() if parser.root else "")


def predecessor_text(title: str, content: str = "", intro: str = "", location: str = "") -> str:
    """The text of an activity as the predecessor's preprocessing makes it; only its own model needs that.

    Tags and ``"`` leave the content; the cells are joined with blanks, empty ones skipped; whatever is not a digit, a
    Latin letter, Hangul or a blank becomes a blank.

    >>> predecessor_text("봄 산책", "<p>꽃을 보러 가요!</p>", "", "서울")
    '봄 산책 꽃을 보러 가요  서울'
    """
    content = re.sub(r"<[^>]*>", "", content).replace('"', "")
    joined = " ".join(cell for cell in (title, content, intro, location) if cell)
    return re.sub(r"[^0-9a-zA-Z가-힣ㄱ-ㅎㅏ-ㅣ ]", " ", joined)
