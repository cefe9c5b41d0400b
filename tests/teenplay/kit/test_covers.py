import re
from xml.etree import ElementTree

import pytest

from teenplay.kit.covers import PATTERNS, draw, tint

TITLES = [f"한강 러닝 {n}회" for n in range(40)]


def test_draw_is_the_same_every_time() -> None:
    first = draw("한강 러닝", 3, "i.svg")
    draw.cache_clear()
    assert draw("한강 러닝", 3, "i.svg") == first


def test_draw_differs_between_titles() -> None:
    assert len({draw(title, 3, "i.svg") for title in TITLES}) == len(TITLES)


@pytest.mark.parametrize("title", ["<script>alert(1)</script>", '"><b>', "", "한글"])
def test_draw_writes_nothing_of_the_title(title: str) -> None:
    drawing = draw(title, 1, "i.svg")
    assert set(re.findall(r"[^\x00-\x7f]|script|<b>", drawing)) == set()
    assert ElementTree.fromstring(f"<svg>{drawing}</svg>").tag == "svg"


def test_draw_is_small_and_uses_every_pattern() -> None:
    drawings = [draw(f"{n}", 2, "i.svg") for n in range(300)]
    assert max(map(len, drawings)) < 4_500
    assert sum(map(len, drawings)) / len(drawings) < 1_600
    assert len(PATTERNS) == 10


def test_tint_goes_round_after_thirteen() -> None:
    assert [tint(n) for n in (1, 13, 14, 26, None)] == [1, 13, 1, 13, 13]
