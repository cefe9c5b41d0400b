"""Rich text: which tags are kept."""

from __future__ import annotations

import nh3
from django.utils.safestring import SafeString, mark_safe

TAGS = {
    "a", "b", "blockquote", "br", "code", "div", "em", "figcaption", "figure", "h2", "h3", "h4", "hr", "i", "li", "ol",
    "p", "pre", "s", "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}


def cleaned(content: str) -> SafeString:
    """The rich text without scripts, styles, forms, images and anything else that would run or load from elsewhere.

    It is cleaned when it is saved and again whenever it is shown, so that rows loaded from elsewhere are safe, too.
    """
    return mark_safe(nh3.clean(content, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"http", "https"}))  # noqa: S308
