"""Activities, payments, festivals, and what members do with activities."""

from __future__ import annotations

import datetime
from typing import Self

from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from teenplay.catalogue.models import Category, Row, Shown, Sourced
from teenplay.clubs.models import Club
from teenplay.members.models import Member
from teenplay.replies.models import Reply


class Pay(Row):
    """A payment. Opening an activity needs one."""

    member = models.ForeignKey(Member, models.PROTECT)
    price = models.PositiveIntegerField(_("price in won"), default=0)
    receipt_id = models.CharField(_("receipt"), max_length=100, blank=True, default="")
    status = models.SmallIntegerField(choices=Shown, default=Shown.SHOWN)

    class Meta:
        db_table = "tbl_pay"
        verbose_name = _("payment")
        verbose_name_plural = _("payments")


class Festival(Row):
    """A regional festival, as the public data portal lists them."""

    title = models.CharField(_("title"), max_length=255, db_column="festival_title")
    content = models.TextField(_("content"), blank=True, default="", db_column="festival_content")
    category = models.CharField(_("category"), max_length=100, blank=True, default="", db_column="festival_category")
    price = models.CharField(_("price"), max_length=255, blank=True, default="", db_column="festival_price")
    address = models.CharField(_("address"), max_length=255, blank=True, default="", db_column="festival_address")
    address_detail = models.CharField(
        _("address, detail"), max_length=255, blank=True, default="", db_column="festival_address_detail"
    )
    location = models.CharField(_("place"), max_length=255, blank=True, default="", db_column="festival_location")
    start = models.DateField(_("first day"), null=True, blank=True, db_column="festival_start")
    end = models.DateField(_("last day"), null=True, blank=True, db_column="festival_end")
    host_info = models.CharField(_("host"), max_length=255, blank=True, default="")
    host_phone = models.CharField(_("host's phone"), max_length=50, blank=True, default="")
    provider_info = models.CharField(_("provider"), max_length=255, blank=True, default="")
    provider_url = models.CharField(_("provider's address"), max_length=500, blank=True, default="")
    thumbnail = models.ImageField(
        _("thumbnail"), max_length=255, blank=True, upload_to="festival", db_column="thumbnail_path"
    )
    status = models.SmallIntegerField(choices=Shown, default=Shown.SHOWN)

    class Meta:
        db_table = "tbl_festival"
        verbose_name = _("festival")
        verbose_name_plural = _("festivals")

    def __str__(self) -> str:
        return self.title


class ActivityQuerySet(models.QuerySet["Activity"]):
    def shown(self) -> Self:
        """Activities that have not been removed and whose club has not been removed."""
        return self.filter(Q(club__isnull=True) | Q(club__status=Shown.SHOWN), status=Shown.SHOWN)

    def joined_by(self, member: Member | int) -> Self:
        """Those in which a member takes part; waiting for a seat does not count."""
        status = ActivityMember.Participation.TAKING_PART
        return self.filter(activitymember__member=member, activitymember__status=status)

    def with_joined_count(self) -> Self:
        """``joined_count``: how many members take part. Each takes a seat; members who only applied take none."""
        seats = ActivityMember.objects.filter(
            activity=models.OuterRef("pk"), status=ActivityMember.Participation.TAKING_PART
        )
        counted = seats.order_by().values("activity").annotate(n=Count("pk")).values("n")
        return self.annotate(joined_count=Coalesce(models.Subquery(counted), 0))

    def with_like_count(self) -> Self:
        """``like_count``: how many like it now."""
        likes = (
            ActivityLike.objects.filter(activity=models.OuterRef("pk"), status=ActivityLike.LikeStatus.LIKED)
            .order_by()
            .values("activity")
            .annotate(n=Count("pk"))
            .values("n")
        )
        return self.annotate(like_count=Coalesce(models.Subquery(likes), 0))

    def recruiting_at(self, now: datetime.datetime) -> Self:
        """Shown and recruiting at ``now``; full ones included."""
        return self.shown().filter(created_date__lte=now, recruit_start__lte=now, recruit_end__gt=now)

    def open_at(self, now: datetime.datetime) -> Self:
        """Recruiting at ``now`` and with a seat left: the data set's "open at T". Carries ``joined_count``."""
        recruiting = self.recruiting_at(now).with_joined_count()
        return recruiting.filter(Q(capacity__isnull=True) | Q(joined_count__lt=F("capacity")))


class Activity(Row, Sourced):
    """An activity of a club; members can join from ``recruit_start`` until just before ``recruit_end``.

    A collected activity may lack club, payment and times until it is completed.
    """

    club = models.ForeignKey(Club, models.CASCADE, null=True, blank=True, verbose_name=_("club"))
    title = models.CharField(_("title"), max_length=255, db_column="activity_title")
    content = models.TextField(_("content"), blank=True, default="", db_column="activity_content")
    intro = models.TextField(_("intro"), blank=True, default="", db_column="activity_intro")
    recruit_start = models.DateTimeField(_("recruiting from"), null=True, blank=True)
    recruit_end = models.DateTimeField(_("recruiting until"), null=True, blank=True)
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, verbose_name=_("category"))
    address_location = models.CharField(
        _("place"), max_length=255, blank=True, default="", db_column="activity_address_location"
    )
    address_detail = models.CharField(
        _("place, detail"), max_length=255, blank=True, default="", db_column="activity_address_detail"
    )
    thumbnail = models.ImageField(
        _("thumbnail"), max_length=255, blank=True, upload_to="activity/thumbnail", db_column="thumbnail_path"
    )
    banner = models.ImageField(
        _("banner"), max_length=255, blank=True, upload_to="activity/banner", db_column="banner_path"
    )
    start = models.DateTimeField(_("begins"), null=True, blank=True, db_column="activity_start")
    end = models.DateTimeField(_("ends"), null=True, blank=True, db_column="activity_end")
    festival = models.ForeignKey(Festival, models.SET_NULL, null=True, blank=True, verbose_name=_("festival"))
    pay = models.ForeignKey(Pay, models.PROTECT, null=True, blank=True, verbose_name=_("payment"))
    status = models.SmallIntegerField(_("status"), choices=Shown, default=Shown.SHOWN)

    # The product's own columns.
    capacity = models.PositiveIntegerField(_("seats"), null=True, blank=True, help_text=_("empty: no limit"))
    approval = models.BooleanField(_("the owner accepts each who applies"), default=False, db_default=False)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    tags = models.CharField(_("tags"), max_length=1000, blank=True, default="", db_default="", help_text=_("a;b;c"))
    source_category = models.CharField(_("category in the source"), max_length=100, null=True, blank=True)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        db_table = "tbl_activity"
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [models.UniqueConstraint(fields=["source", "source_id"], name="activity_source")]
        indexes = [
            models.Index(fields=["status", "recruit_end", "recruit_start"], name="activity_open"),
            models.Index(fields=["category", "-created_date"], name="activity_category_newest"),
            models.Index(fields=["-created_date"], name="activity_newest"),
            models.Index(fields=["updated_date"], name="activity_updated"),
        ]

    def __str__(self) -> str:
        return self.title


class ActivityLike(Row):
    """Whether a member likes an activity."""

    class LikeStatus(models.IntegerChoices):
        TAKEN_BACK = 0, _("taken back")
        LIKED = 1, _("liked")

    activity = models.ForeignKey(Activity, models.CASCADE)
    member = models.ForeignKey(Member, models.CASCADE)
    status = models.SmallIntegerField(choices=LikeStatus, default=LikeStatus.LIKED)

    class Meta:
        db_table = "tbl_activity_like"
        verbose_name = _("like")
        verbose_name_plural = _("likes")
        constraints = [models.UniqueConstraint(fields=["activity", "member"], name="activity_like_once")]
        indexes = [
            models.Index(fields=["activity", "status"], name="activity_like_count"),
            models.Index(fields=["member", "status"], name="activity_like_member"),
        ]


class ActivityMember(Row):
    """Whether a member takes part in an activity."""

    class Participation(models.IntegerChoices):
        APPLIED = -1, _("applied")
        CANCELLED = 0, _("cancelled")
        TAKING_PART = 1, _("taking part")

    activity = models.ForeignKey(Activity, models.CASCADE)
    member = models.ForeignKey(Member, models.CASCADE)
    status = models.SmallIntegerField(choices=Participation, default=Participation.APPLIED)

    # The product's own column: the owner has cancelled this participation, and the member cannot apply again.
    refused = models.BooleanField(_("refused"), default=False, db_default=False)

    class Meta:
        db_table = "tbl_activity_member"
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints = [models.UniqueConstraint(fields=["activity", "member"], name="activity_member_once")]
        indexes = [
            models.Index(fields=["activity", "status"], name="activity_member_count"),
            models.Index(fields=["member", "status"], name="activity_member_member"),
        ]


class ActivityReply(Reply):
    """What a member wrote under an activity."""

    activity = models.ForeignKey(Activity, models.CASCADE)

    class Meta:
        db_table = "tbl_activity_reply"
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        indexes = [models.Index(fields=["activity", "created_date"])]
