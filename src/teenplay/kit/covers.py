"""Covers for activities and clubs without a picture: a pattern in the category's tint, seeded by the title.

The same title always gives the same cover, and two titles in one category rarely share one: the pattern, its numbers
and the place of the category's glyph all come from a hash of the title. The shapes carry classes only (``mid``,
``pale``, ``line``); colours are the stylesheet's, so a cover follows the theme.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b
from random import Random

WIDTH, HEIGHT = 400, 300
TINTS = 13


def tint(category_id: int | None) -> int:
    """The number of a category's tint and glyph, 1 to 13; categories an operator adds use them again from 1.

    >>> tint(3), tint(14), tint(None)
    (3, 1, 13)
    """
    return (category_id - 1) % TINTS + 1 if category_id else TINTS


@lru_cache(maxsize=4096)
def draw(title: str, category_id: int | None, glyphs: str) -> str:
    """The inside of an ``<svg viewBox="0 0 400 300">``, some 600 bytes.

    Parameters
    ----------
    title
        Seeds the drawing; none of it is written into the result.
    category_id
        Chooses the glyph.
    glyphs
        Address of the file that holds the symbols ``glyph-1`` to ``glyph-13``.
    """
    random = Random(blake2b(f"{category_id}:{title}".encode(), digest_size=8).digest())
    pattern = random.choice(PATTERNS)(random)
    x, turn = random.choice((110, 135, 160)), random.choice((-8, -4, 0, 4, 8))
    disc = f'<circle class="pale" cx="{x + 65}" cy="150" r="72"/>'
    return (
        f'{pattern}<g class="emblem">{disc}'
        f'<g transform="rotate({turn} {x + 65} 150)"><use class="glyph" href="{glyphs}#glyph-{tint(category_id)}" '
        f'x="{x + 17}" y="102" width="96" height="96"/></g></g>'
    )


def _circle(x: int, y: int, radius: int, shade: str = "mid") -> str:
    return f'<circle class="{shade}" cx="{x}" cy="{y}" r="{radius}"/>'


def _path(steps: str, shade: str = "mid line") -> str:
    return f'<path class="{shade}" d="{steps}"/>'


def _hills(random: Random) -> str:
    left, right = random.randrange(30, 130), random.randrange(250, 370)
    sun = _circle(random.randrange(60, 340), random.randrange(45, 90), random.randrange(26, 44), "pale")
    near = _path(f"M0 300V{random.randrange(220, 250)}Q{left} 150 200 240T400 {random.randrange(200, 240)}V300z", "mid")
    far = f'<ellipse class="pale" cx="{right}" cy="310" rx="200" ry="{random.randrange(90, 130)}"/>'
    return sun + far + near


def _arcs(random: Random) -> str:
    x, y = random.choice(((0, 0), (400, 0), (0, 300), (400, 300)))
    gap = random.randrange(42, 58)
    rings = (f'<circle class="mid line" cx="{x}" cy="{y}" r="{gap * step}"/>' for step in range(1, 8))
    return "".join(rings)


def _waves(random: Random) -> str:
    height, gap = random.randrange(14, 30), random.randrange(44, 60)
    first = random.randrange(-10, 30)
    return "".join(
        _path(f"M-20 {y}q40 {-height} 80 0t80 0 80 0 80 0 80 0 80 0") for y in range(first, HEIGHT + height, gap)
    )


def _confetti(random: Random) -> str:
    pieces = []
    for column in range(6):
        for row in range(4):
            x, y = column * 70 + random.randrange(5, 60), row * 76 + random.randrange(5, 65)
            shade = random.choice(("mid", "mid", "pale"))
            if random.random() < 0.5:
                pieces.append(_circle(x, y, random.randrange(6, 14), shade))
            else:
                pieces.append(
                    f'<rect class="{shade}" x="{x}" y="{y}" width="26" height="9" rx="4" '
                    f'transform="rotate({random.randrange(180)} {x} {y})"/>'
                )
    return "".join(pieces)


def _dots(random: Random) -> str:
    gap, shift = random.randrange(40, 54), random.choice((0, 1))
    return "".join(
        _circle(x + (gap // 2) * (row % 2) * shift, y, 4 + (x + y) // 60)
        for row, y in enumerate(range(gap // 2, HEIGHT, gap))
        for x in range(gap // 2, WIDTH + gap, gap)
    )


def _stripes(random: Random) -> str:
    gap, lean = random.randrange(48, 76), random.choice((-1, 1)) * random.randrange(60, 200)
    return "".join(_path(f"M{x} -10l{lean} 320") for x in range(-200, 600, gap))


def _bubbles(random: Random) -> str:
    return "".join(
        _circle(random.randrange(WIDTH), random.randrange(HEIGHT), random.randrange(50, 120), shade)
        for shade in ("mid", "pale", "mid", "pale")
    )


def _petals(random: Random) -> str:
    x, y, count = random.randrange(60, 340), random.randrange(60, 240), random.choice((6, 8, 10))
    return "".join(
        f'<ellipse class="mid" cx="{x}" cy="{y - 130}" rx="34" ry="100" '
        f'transform="rotate({step * 360 // count} {x} {y})"/>'
        for step in range(count)
    )


def _quilt(random: Random) -> str:
    tiles = []
    for x in range(0, WIDTH, 100):
        for y in range(0, HEIGHT, 100):
            shade = random.choice(("mid", "mid", "pale", ""))
            corner = random.choice(
                (
                    f"M{x} {y}h100a100 100 0 0 1-100 100z",
                    f"M{x + 100} {y}v100a100 100 0 0 1-100-100z",
                    f"M{x + 100} {y + 100}h-100a100 100 0 0 1 100-100z",
                    f"M{x} {y + 100}v-100a100 100 0 0 1 100 100z",
                )
            )
            if shade:
                tiles.append(_path(corner, shade))
    return "".join(tiles)


def _steps(random: Random) -> str:
    rising = random.choice((1, -1))
    heights = sorted((random.randrange(50, 260) for _ in range(7)), reverse=rising < 0)
    return "".join(
        f'<rect class="{"mid" if step % 2 else "pale"}" x="{step * 58 + 3}" y="{HEIGHT - height}" '
        f'width="48" height="{height + 30}" rx="24"/>'
        for step, height in enumerate(heights)
    )


PATTERNS: tuple[Callable[[Random], str], ...] = (
    _hills, _arcs, _waves, _confetti, _dots, _stripes, _bubbles, _petals, _quilt, _steps,
)  # fmt: skip
