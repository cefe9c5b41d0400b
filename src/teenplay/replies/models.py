"""The columns that replies under an activity and comments under a post share."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from teenplay.catalogue.models import Row, Shown
from teenplay.members.models import Member


class Reply(Row):
    """A reply of a member to an activity or a post (abstract)."""

    member = models.ForeignKey(Member, models.CASCADE)
    content = models.TextField(_("reply"), db_column="reply_content")
    status = models.SmallIntegerField(choices=Shown, default=Shown.SHOWN)

    class Meta:
        abstract = True
