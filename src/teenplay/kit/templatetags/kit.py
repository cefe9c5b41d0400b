"""Template tags and filters of every page: icons, drawn covers, avatars, counts, dates and rich text."""

from __future__ import annotations

from functools import cache

from django import template
from django.core.files.storage import default_storage
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from teenplay.kit import covers, dates, rich_text

register = template.Library()


@cache
def icons() -> str:
    """The address of the file with all signs and glyphs."""
    return static("pages/icons.svg")


@register.simple_tag
def icon(name: str) -> SafeString:
    """A sign of the icon file, hidden from screen readers: the words stand beside it or in an ``aria-label``."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', icons(), name)


@register.simple_tag
def cover(title: str, category_id: int | None) -> SafeString:
    """The drawn cover of an activity or a club without a picture."""
    drawing = mark_safe(covers.draw(title, category_id, icons()))  # noqa: S308 (holds numbers only)
    return format_html('<svg viewBox="0 0 400 300" preserveAspectRatio="xMidYMid slice">{}</svg>', drawing)


@register.simple_tag
def avatar(name: str, category_id: int | None, big: bool = False, picture: str = "") -> SafeString:
    """The first letter of a name in a tinted circle; a picture, where there is one, lies on it."""
    letter = next((character for character in name if character.isalnum()), "·")
    return format_html(
        '<span class="avatar tint-{}{}" aria-hidden="true">{}{}</span>',
        covers.tint(category_id),
        " big" if big else "",
        letter,
        format_html('<img src="{}" alt="" loading="lazy" decoding="async">', media(picture)) if picture else "",
    )


register.filter("tint", covers.tint)


@register.filter
def media(path: str) -> str:
    """The address of an uploaded picture."""
    return default_storage.url(str(path))


@register.filter
def thousands(number: int) -> str:
    """Counts the way they are said: 980, 1,234, 1.2만 (English: 12.3k)."""
    korean = (get_language() or "ko").startswith("ko")
    step, word = (10_000, "만") if korean else (1_000, "k")
    if number < 10_000:
        return f"{number:,}"
    return f"{number / step:.1f}".removesuffix(".0") + word


@register.simple_tag
def category_icon(category_id: int | str) -> SafeString:
    """The glyph of a category."""
    return icon(f"glyph-{covers.tint(int(category_id))}")


register.filter("rich", rich_text.cleaned)
register.filter("ago", dates.ago)
