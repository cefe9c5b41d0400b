"""``{% card card %}``: a card, drawn once for all who see the same on it.

A main page holds twenty cards, and drawing them was a third of its time. Most people see the same cards of the same
activities; only the reason and the recommendation a card is credited to are their own. So a card is kept drawn, under
everything it shows, with two marks where those two belong.
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
"""Cards kept by a process, of some 4 kB each; then it begins anew."""
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
    """All that components/card.html shows of a card, and the day, on which its words for times depend."""
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
