"""When a member was last sent the digest."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from teenplay.members.models import Member


class DigestSent(models.Model):
    """Saved before the mail is sent: a run that is killed may miss a mail but never sends one twice."""

    member = models.OneToOneField(Member, models.CASCADE, primary_key=True)
    at = models.DateTimeField(_("when"))

    class Meta:
        db_table = "site_digest_sent"
        verbose_name = _("digest sent")
        verbose_name_plural = _("digests sent")
