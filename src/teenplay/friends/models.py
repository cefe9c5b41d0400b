"""Who has asked whom to be friends."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from teenplay.catalogue.models import Row
from teenplay.members.models import Member


class Friend(Row):
    """One member asked another to be friends; one row stands for the pair."""

    class Friendship(models.IntegerChoices):
        ASKED = -1, _("asked")
        REFUSED = 0, _("refused")
        FRIENDS = 1, _("friends")

    sender = models.ForeignKey(Member, models.CASCADE, related_name="friends_asked")
    receiver = models.ForeignKey(Member, models.CASCADE, related_name="friends_asked_by")
    state = models.SmallIntegerField(choices=Friendship, default=Friendship.ASKED, db_column="is_friend")

    # The product's own column: the day they became friends is often not known.
    made_up = models.JSONField(default=list, db_default=models.Value([], models.JSONField()), blank=True)

    class Meta:
        db_table = "tbl_friend"
        verbose_name = _("friend")
        verbose_name_plural = _("friends")
        constraints = [models.UniqueConstraint(fields=["sender", "receiver"], name="friend_once")]
