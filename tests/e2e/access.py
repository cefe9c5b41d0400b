"""Access for everybody, checked by axe (https://github.com/dequelabs/axe-core) at three widths and in both themes."""

from __future__ import annotations

import json
from collections.abc import Iterable

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page

WIDTHS = (320, 768, 1280)
THEMES = ("light", "dark")
CHECKED = ("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice")
# Only violations are described in full: describing what passed, too, takes three times as long. Of what axe can load
# beforehand, these rules need media; style sheets serve an experimental rule that is none of them.
OPTIONS = json.dumps({"runOnly": CHECKED, "resultTypes": ["violations"], "preload": {"assets": ["media"]}})


def assert_accessible(page: Page, paths: Iterable[str]) -> None:
    """Open each page once and let axe check it at every width and in both themes; nor may a page be too wide.

    Width and theme are media features: the page follows while it is open, so it need not be opened again. Transitions
    are off (``reduced_motion``), or axe would measure a contrast half-way.
    """
    page.emulate_media(reduced_motion="reduce")
    for path in paths:
        page.goto(path)
        page.evaluate(AXE_SCRIPT)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            for theme in THEMES:
                page.emulate_media(color_scheme=theme)
                found = AxeResults(page.evaluate(f"axe.run({OPTIONS})"))
                assert found.violations_count == 0, f"{path} {theme} {width}\n{found.generate_report()}"
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{path} {width}"
