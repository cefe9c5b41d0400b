"""Tags and filters of the site's templates."""

from __future__ import annotations

import datetime
from functools import cache

import nh3
from django import template
from django.core.files.storage import default_storage
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from teenplay.activities.models import Activity
from teenplay.clubs.models import Club
from teenplay.pages import covers, dates

register = template.Library()


@cache
def icons() -> str:
    """The address of the file with all signs and glyphs."""
    return static("pages/icons.svg")


RICH_TAGS = {
    "a", "b", "blockquote", "br", "code", "div", "em", "figcaption", "figure", "h2", "h3", "h4", "hr", "i", "li", "ol",
    "p", "pre", "s", "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
RICH_ATTRIBUTES = {"a": {"href", "title"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}


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


@register.simple_tag
def club_avatar(club: Club, big: bool = False) -> SafeString:
    """A club's own picture, or its first letter."""
    return avatar(club.name, club.main_category_id, big, club.profile.name)


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


@register.filter
def rich(content: str) -> SafeString:
    """Rich text as its host wrote it, cleaned again on its way out: nothing in it runs, or reaches another host."""
    return mark_safe(nh3.clean(content, tags=RICH_TAGS, attributes=RICH_ATTRIBUTES, url_schemes={"http", "https"}))  # noqa: S308


register.filter("ago", dates.ago)


@register.filter
def span(activity: Activity, now: datetime.datetime) -> str:
    return dates.span(activity.start, activity.end, now)


@register.filter
def began(activity: Activity, now: datetime.datetime) -> str:
    return dates.date_and_time(activity.start, now) if activity.start else ""
