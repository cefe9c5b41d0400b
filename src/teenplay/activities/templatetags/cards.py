"""``{% card card %}``: a card, rendered once for everybody who sees the same content.

A main page has twenty cards, and rendering them took a third of its time. Most people see the same cards; only the
reason and the recommendation that a card is credited to differ. So the rendered card is cached, keyed by everything it
shows, with placeholders for these two.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

from django import template
from django.template.loader import get_template
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from teenplay.activities.cards import Card

register = template.Library()

KEPT = 4096
"""Cards cached in a process, about 4 kB each; when there are more, the cache is emptied."""
REASON, SHOWN_AS = "\ue000", "\ue001"

_kept: dict[Hashable, str] = {}


@register.simple_tag(takes_context=True)
def card(context: template.Context, card: Card) -> SafeString:
    """The card of an activity; ``user`` of the context decides whether it can be hidden."""
    member = bool(context["user"].is_authenticated)
    key = (member, get_language(), *_shown(card))
    html = _kept.get(key)
    if html is None:
        if len(_kept) >= KEPT:
            _kept.clear()
        marked = replace(card, reason=card.reason and REASON, shown_as=card.shown_as and SHOWN_AS)
        html = get_template("components/card.html").render({"card": marked, "member": member})
        _kept[key] = html
    return mark_safe(html.replace(REASON, escape(card.reason)).replace(SHOWN_AS, escape(card.shown_as)))  # noqa: S308


def _shown(card: Card) -> tuple[Hashable, ...]:
    """Everything components/card.html shows of a card, and the day, because "today" and "tomorrow" depend on it."""
    activity, club = card.activity, card.activity.club
    return (
        activity.pk,
        activity.title,
        activity.category_id,
        activity.thumbnail.name,
        activity.start,
        activity.recruit_end,
        activity.address_location,
        activity.capacity,
        activity.approval,
        activity.synthetic,
        club and (club.name, club.main_category_id, club.profile.name),
        card.seats.taken,
        card.liked,
        card.closed,
        card.can_join,
        card.own,
        card.going,
        card.waiting,
        timezone.localtime(card.now).date(),
        bool(card.reason),
        bool(card.shown_as),
    )
