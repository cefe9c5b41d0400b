"""Clubs, their further categories and their members."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from teenplay.catalogue.models import Category, Region, Row, Shown, Sourced
from teenplay.members.models import Member


class Club(Row, Sourced):
    """A group that organises activities. A collected club may have only a name until it is completed."""

    name = models.CharField(_("name"), max_length=255, db_column="club_name")
    intro = models.TextField(_("intro"), blank=True, default="", db_column="club_intro")
    info = models.TextField(_("info"), blank=True, default="", db_column="club_info")
    member = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, verbose_name=_("owner"))
    profile = models.ImageField(
        _("profile picture"), max_length=255, blank=True, upload_to="club/profile", db_column="club_profile_path"
    )
    banner = models.ImageField(
        _("banner"), max_length=255, blank=True, upload_to="club/banner", db_column="club_banner_path"
    )
    main_category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, db_column="club_main_category_id", verbose_name=_("category")
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, db_column="club_region_id", verbose_name=_("region")
    )
    status = models.SmallIntegerField(_("status"), choices=Shown, default=Shown.SHOWN)

    # The product's own columns.
    approval = models.BooleanField(_("the owner accepts each who applies"), default=False, db_default=False)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    tags = models.CharField(_("tags"), max_length=1000, blank=True, default="", db_default="", help_text=_("a;b;c"))
    source_category = models.CharField(_("category in the source"), max_length=100, null=True, blank=True)

    categories: models.ManyToManyField[Category, ClubCategory] = models.ManyToManyField(
        Category, through="ClubCategory", related_name="+", verbose_name=_("further categories")
    )

    class Meta:
        db_table = "tbl_club"
        verbose_name = _("club")
        verbose_name_plural = _("clubs")
        constraints = [models.UniqueConstraint(fields=["source", "source_id"], name="club_source")]

    def __str__(self) -> str:
        return self.name


class ClubCategory(Row):
    """A further category of a club: one to three of them, never the main one."""

    club = models.ForeignKey(Club, models.CASCADE)
    category = models.ForeignKey(Category, models.PROTECT, related_name="+")
    status = models.SmallIntegerField(choices=Shown, default=Shown.SHOWN)

    class Meta:
        db_table = "tbl_club_category"
        verbose_name = _("further category")
        verbose_name_plural = _("further categories")
        constraints = [models.UniqueConstraint(fields=["club", "category"], name="club_category_once")]


class ClubMember(Row):
    """A member of a club, or an applicant."""

    class Membership(models.IntegerChoices):
        APPLIED = -1, _("applied")
        LEFT = 0, _("left")
        MEMBER = 1, _("member")

    club = models.ForeignKey(Club, models.CASCADE)
    member = models.ForeignKey(Member, models.CASCADE)
    alarm_status = models.BooleanField(_("wants news"), default=True)
    status = models.SmallIntegerField(choices=Membership, default=Membership.APPLIED)

    # The product's own columns: whether the owner refused the member, who then has left; and which columns are made up
    # (the day of joining is often unknown).
    refused = models.BooleanField(_("refused"), default=False, db_default=False)
    made_up = models.JSONField(default=list, db_default=models.Value([], models.JSONField()), blank=True)

    class Meta:
        db_table = "tbl_club_member"
        verbose_name = _("club member")
        verbose_name_plural = _("club members")
        constraints = [models.UniqueConstraint(fields=["club", "member"], name="club_member_once")]
        indexes = [models.Index(fields=["member", "status"])]
