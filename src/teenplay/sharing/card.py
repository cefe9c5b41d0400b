"""The picture shown when a link to an activity is shared: title, time and place in the category's colours."""

from __future__ import annotations

import io
import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw, ImageFont, ImageOps

from teenplay.kit.covers import tint

WIDTH, HEIGHT = 1200, 630
MARGIN, TEXT_WIDTH = 72, 640
LINES = 3

_STATIC = Path(__file__).parents[1] / "static" / "pages"
_TINT = re.compile(
    r"\.tint-(\d+) \{ --tint: light-dark\((#\w{6}).*--tint-mid: light-dark\((#\w{6}).*-ink: light-dark\((#\w{6})"
)


def draw(title: str, lines: tuple[str, ...], category_id: int | None, picture: Image.Image | None = None) -> bytes:
    """A PNG of 1200 x 630 pixels.

    Parameters
    ----------
    title
        Cut after three lines.
    lines
        Shown below it, small; empty ones are left out.
    category_id
        Chooses the colours.
    picture
        Shown on the right; without one a pattern is drawn there, seeded by the title.
    """
    ground, figure, ink = _tints()[tint(category_id)]
    card = Image.new("RGB", (WIDTH, HEIGHT), ground)
    pen = ImageDraw.Draw(card)
    if picture is None:
        random = Random(title)
        for _ in range(7):
            x, y, radius = random.randrange(800, 1200), random.randrange(0, 630), random.randrange(30, 120)
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=figure)
    else:
        card.paste(ImageOps.fit(picture.convert("RGB"), (400, HEIGHT)), (WIDTH - 400, 0))
    y = MARGIN
    for line in _wrapped(_printable(title), _font("Bold", 64), TEXT_WIDTH):
        pen.text((MARGIN, y), line, ink, _font("Bold", 64))
        y += 84
    y += 20
    for line in filter(None, map(_printable, lines)):
        pen.text((MARGIN, y), _cut(line, _font("Regular", 34), TEXT_WIDTH), ink, _font("Regular", 34))
        y += 52
    pen.text((MARGIN, HEIGHT - MARGIN - 36), "틴플레이", ink, _font("Bold", 36))
    encoded = io.BytesIO()
    card.save(encoded, "PNG", optimize=True)
    return encoded.getvalue()


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """The text wrapped between words; the last line is cut if there is more."""
    lines = [""]
    words = text.split()
    while words:
        word = words.pop(0)
        longer = f"{lines[-1]} {word}".strip()
        if not lines[-1] or font.getlength(longer) <= width:
            lines[-1] = longer
        elif len(lines) < LINES:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word} …"
            break
    return [_cut(line, font, width) for line in lines]


def _cut(line: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    if font.getlength(line) <= width:
        return line
    while line and font.getlength(f"{line}…") > width:
        line = line[:-1]
    return f"{line.rstrip(' -–—·,')}…"


def _printable(text: str) -> str:
    """The text without pictographs and control characters, for which the font has no glyphs."""
    return "".join(sign for sign in text if unicodedata.category(sign) not in ("So", "Cs", "Cc", "Cf", "Co", "Cn"))


@lru_cache
def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_STATIC / "fonts" / f"Pretendard-{weight}.subset.woff2", size)


@lru_cache(maxsize=1)
def _tints() -> dict[int, tuple[str, str, str]]:
    """Background, pattern and text colour by tint number, from the light theme."""
    found = _TINT.findall((_STATIC / "tokens.css").read_text())
    return {int(number): (ground, figure, ink) for number, ground, figure, ink in found}
