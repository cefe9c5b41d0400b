"""Template tags about clubs."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from teenplay.clubs.models import Club
from teenplay.kit.templatetags.kit import avatar

register = template.Library()


@register.simple_tag
def club_avatar(club: Club, big: bool = False) -> SafeString:
    """A club's own picture, or the first letter of its name."""
    return avatar(club.name, club.main_category_id, big, club.profile.name or "")
