"""The facets a member has turned down."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from teenplay.members.models import Member


class FacetKind(models.TextChoices):
    """The kinds of facets. ``EVERYTHING`` turned off means that personalisation is paused."""

    CATEGORY = "category", _("카테고리")
    WORD = "word", _("말")
    CLUB = "club", _("모임")
    PLACE = "place", _("장소")
    TIME = "time", _("시간")
    EVERYTHING = "everything", _("전부")


class Level(models.IntegerChoices):
    """How far a facet may be used."""

    ALL = 0, _("그대로")
    LESS = 1, _("덜")
    NOTHING = 2, _("빼기")


class TasteMute(models.Model):
    """A facet a member has turned down or off."""

    member = models.ForeignKey(Member, models.CASCADE)
    kind = models.CharField(max_length=10, choices=FacetKind)
    value = models.CharField(
        max_length=100, blank=True, default="", help_text=_("an id, a word, a place, part of week")
    )
    level = models.PositiveSmallIntegerField(choices=Level, default=Level.NOTHING)

    class Meta:
        db_table = "site_taste_mute"
        verbose_name = _("turned-down belief")
        verbose_name_plural = _("turned-down beliefs")
        constraints = [models.UniqueConstraint(fields=["member", "kind", "value"], name="taste_mute_once")]
