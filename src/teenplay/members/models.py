"""A member is the platform's account: ``tbl_member`` is Django's user table."""

from __future__ import annotations

import unicodedata
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from teenplay.catalogue.models import Category, Region, Row, Shown, Sourced

NO_PASSWORD = "!"  # noqa: S105
"""The password column of members who cannot sign in with one (Django's mark of an unusable password)."""


class MemberManager(BaseUserManager["Member"]):
    def create_user(self, *, nickname: str, password: str | None = None, **fields: Any) -> Member:
        """A member who signs in with a password. Their nickname, ignoring case, must be unique among those."""
        member = self.model(nickname=nickname, username=sign_in_name(nickname), **fields)
        member.set_password(password)
        member.save(using=self._db)
        return member

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> Member:
        return self.create_user(nickname=username, password=password, is_staff=True, is_superuser=True, **fields)


class Member(Row, Sourced, AbstractBaseUser, PermissionsMixin):
    """A person on the platform.

    Several members may share an e-mail address (one by Kakao, one by Google), and loaded members may share a nickname.
    ``username`` is unique: the case-folded nickname of members who sign in with a password, null for all others.
    """

    class AccountStatus(models.IntegerChoices):
        SUSPENDED = -1, _("suspended")
        LEFT = 0, _("left")
        ACTIVE = 1, _("active")

    class Gender(models.IntegerChoices):
        NONE = 0, _("none given")
        MALE = 1, _("male")
        FEMALE = 2, _("female")

    class Type(models.TextChoices):
        PASSWORD = "", _("password")
        GOOGLE = "google", "Google"
        KAKAO = "kakao", "Kakao"
        NAVER = "naver", "Naver"

    email = models.EmailField(_("e-mail"), blank=True, default="", db_column="member_email")
    nickname = models.CharField(_("nickname"), max_length=100, blank=True, default="", db_column="member_nickname")
    phone = models.CharField(_("phone"), max_length=30, blank=True, default="", db_column="member_phone")
    address = models.CharField(_("address"), max_length=255, blank=True, default="", db_column="member_address")
    gender = models.SmallIntegerField(_("gender"), choices=Gender, default=Gender.NONE, db_column="member_gender")
    birth = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True, db_column="member_birth")
    marketing_agree = models.BooleanField(_("agrees to news"), default=False, db_column="member_marketing_agree")
    privacy_agree = models.BooleanField(_("agrees to privacy"), default=False, db_column="member_privacy_agree")
    status = models.SmallIntegerField(_("status"), choices=AccountStatus, default=AccountStatus.ACTIVE)
    type = models.CharField(
        _("signs in by"), max_length=20, choices=Type, blank=True, default=Type.PASSWORD, db_column="member_type"
    )
    keyword1 = models.CharField(_("keyword 1"), max_length=50, blank=True, default="", db_column="member_keyword1")
    keyword2 = models.CharField(_("keyword 2"), max_length=50, blank=True, default="", db_column="member_keyword2")
    keyword3 = models.CharField(_("keyword 3"), max_length=50, blank=True, default="", db_column="member_keyword3")
    # Paths of the predecessor's model files: the importer reads them, nothing writes them.
    activity_model = models.CharField(
        max_length=255, blank=True, default="", db_column="member_recommended_activity_model", editable=False
    )
    club_model = models.CharField(
        max_length=255, blank=True, default="", db_column="member_recommended_club_model", editable=False
    )

    # The product's own columns.
    username = models.CharField(_("name to sign in with"), max_length=150, unique=True, null=True, blank=True)
    password = models.CharField(_("password"), max_length=128, default=NO_PASSWORD, db_default=NO_PASSWORD)
    is_superuser = models.BooleanField(_("superuser"), default=False, db_default=False)
    is_staff = models.BooleanField(_("operator"), default=False, db_default=False)
    region = models.ForeignKey(Region, models.SET_NULL, null=True, blank=True, verbose_name=_("region"))
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    joins_shown = models.BooleanField(_("friends see what they join"), default=True, db_default=True)
    favorite_categories: models.ManyToManyField[Category, FavoriteCategory] = models.ManyToManyField(
        Category, through="FavoriteCategory", related_name="+", verbose_name=_("favourite categories")
    )

    objects = MemberManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        db_table = "tbl_member"
        verbose_name = _("member")
        verbose_name_plural = _("members")
        indexes = [models.Index(fields=["email"]), models.Index(fields=["nickname"])]
        constraints = [models.UniqueConstraint(fields=["source", "source_id"], name="member_source")]

    def __str__(self) -> str:
        return self.nickname or f"#{self.pk}"

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Whether the member may sign in."""
        return self.status == self.AccountStatus.ACTIVE

    @property
    def keywords(self) -> tuple[str, ...]:
        """The keywords given, at most three."""
        return tuple(filter(None, (self.keyword1, self.keyword2, self.keyword3)))


def sign_in_name(nickname: str) -> str:
    """The nickname as it is compared when signing in: normalised to NFKC and case-folded."""
    return unicodedata.normalize("NFKC", nickname).strip().casefold()


class FavoriteCategory(Row):
    """A category a member chose at sign-up or on their page."""

    member = models.ForeignKey(Member, models.CASCADE)
    category = models.ForeignKey(Category, models.PROTECT, related_name="+")
    status = models.SmallIntegerField(choices=Shown, default=Shown.SHOWN)

    class Meta:
        db_table = "tbl_member_favorite_category"
        verbose_name = _("favourite category")
        verbose_name_plural = _("favourite categories")
        constraints = [models.UniqueConstraint(fields=["member", "category"], name="favorite_category_once")]
