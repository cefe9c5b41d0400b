"""Template tags for the head of a page: canonical addresses, share cards, structured data."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from teenplay.activities.models import Activity
from teenplay.catalogue.models import Row
from teenplay.clubs.models import Club
from teenplay.sharing import structured

register = template.Library()


@register.simple_tag(takes_context=True)
def absolute(context: dict[str, Any], address: str) -> str:
    """The full address of a page of this site."""
    return str(context["request"].build_absolute_uri(address))


@register.simple_tag
def share_card(activity: Activity) -> str:
    """The address of an activity's share card; it changes with the activity, so that caches are not stale."""
    return _versioned("share_card", activity)


@register.simple_tag
def club_card(club: Club) -> str:
    """The address of a club's share card; it changes with the club."""
    return _versioned("club_card", club)


def _versioned(name: str, row: Row) -> str:
    return f"{reverse(name, args=[row.pk])}?v={int(row.updated_date.timestamp())}"


@register.simple_tag(takes_context=True)
def structured_event(context: dict[str, Any], activity: Activity) -> SafeString:
    """The activity for search engines."""
    address = absolute(context, reverse("pages:activity", args=[activity.pk]))
    data = structured.event(activity, address=address, picture=absolute(context, share_card(activity)))
    return structured.as_script(data)
