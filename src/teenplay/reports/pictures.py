"""Confusion matrices and the distribution of categories as PNG files.

Where no font of the system has Hangul, the thirteen categories carry their English names and others a number that the
page explains, because a font without Hangul would draw boxes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from numpy.typing import NDArray

mpl.use("Agg")

from matplotlib import font_manager
from matplotlib.figure import Figure

ENGLISH = {
    "취미": "Hobby",
    "문화·예술": "Culture & arts",
    "운동·액티비티": "Sports",
    "푸드·드링크": "Food & drink",
    "여행·동행": "Travel",
    "성장·자기개발": "Growth",
    "동네·또래": "Neighbours",
    "연애·소개팅": "Dating",
    "재테크": "Investing",
    "외국어": "Languages",
    "스터디": "Study",
    "지역축제": "Festivals",
    "기타": "Other",
}
_KOREAN_FONTS = (
    "Pretendard",
    "Noto Sans CJK KR",
    "Noto Sans KR",
    "NanumGothic",
    "Malgun Gothic",
    "Apple SD Gothic Neo",
)


@cache
def korean_font() -> str | None:
    """The name of a font that has Hangul, a well-known one first; ``None`` where there is none."""
    paths = {font.name: font.fname for font in font_manager.fontManager.ttflist}
    for name in (*(name for name in _KOREAN_FONTS if name in paths), *sorted(paths.keys() - set(_KOREAN_FONTS))):
        font = font_manager.get_font(paths[name])
        # A font of last resort has one box for all syllables.
        if font.get_char_index(ord("힣")) not in (0, font.get_char_index(ord("가"))):
            return name
    return None


def shown(labels: Sequence[str], font: str | None) -> list[str]:
    """The labels as the pictures write them."""
    if font or all(label.isascii() for label in labels):
        return list(labels)
    return [ENGLISH.get(label, f"#{number}") for number, label in enumerate(labels, 1)]


def confusion(matrix: NDArray[Any], labels: Sequence[str], path: Path, *, title: str) -> None:
    """A confusion matrix with its numbers: counts, or parts of a row when they are not whole."""
    font = korean_font()
    names = shown(labels, font)
    size = 2.5 + 0.62 * len(labels)
    figure = Figure(figsize=(size, size), layout="constrained")
    with mpl.rc_context({"font.family": font} if font else {}):
        axes = figure.add_subplot()
        axes.imshow(matrix, cmap="Blues", vmin=0)
        axes.set_xticks(range(len(names)), names, rotation=45, ha="right")
        axes.set_yticks(range(len(names)), names)
        axes.set(xlabel="answered", ylabel="true", title=title)
        high = float(np.max(matrix)) or 1.0
        whole = np.issubdtype(matrix.dtype, np.integer)
        for (row, column), value in np.ndenumerate(matrix):
            if value:
                ink = "white" if value > high / 2 else "black"
                text = str(value) if whole else f"{value:.2f}"
                axes.text(column, row, text, ha="center", va="center", color=ink, fontsize=7)
        figure.savefig(path, dpi=120)


def distribution(categories: Mapping[str, int], path: Path) -> None:
    """How many activities each category has."""
    font = korean_font()
    names = shown(list(categories), font)
    figure = Figure(figsize=(8, 1.2 + 0.34 * len(names)), layout="constrained")
    with mpl.rc_context({"font.family": font} if font else {}):
        axes = figure.add_subplot()
        bars = axes.barh(names, list(categories.values()), color="#2f6fb5")
        axes.bar_label(bars, padding=3, fmt="{:,.0f}")
        axes.invert_yaxis()
        axes.spines[["top", "right"]].set_visible(False)
        axes.set(xlabel="activities")
        figure.savefig(path, dpi=120)
