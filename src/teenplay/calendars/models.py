"""The secret address of a member's calendar."""

from __future__ import annotations

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from teenplay.members.models import Member


def new_secret() -> str:
    return secrets.token_urlsafe(24)


class CalendarAddress(models.Model):
    """The secret in the feed's address: it is enough to read the member's calendar. A new secret replaces the old."""

    member = models.OneToOneField(Member, models.CASCADE, primary_key=True)
    secret = models.CharField(max_length=64, unique=True, default=new_secret)

    class Meta:
        db_table = "site_calendar_address"
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
