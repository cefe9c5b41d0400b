"""The tables of TeenPlay's CSV exports: their columns in order, and their models."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models

from teenplay.activities.models import (
    Activity,
    ActivityLike,
    ActivityMember,
    ActivityReply,
    Festival,
    Pay,
)
from teenplay.catalogue.models import Category, Region
from teenplay.clubs.models import Club, ClubCategory, ClubMember
from teenplay.friends.models import Friend
from teenplay.members.models import FavoriteCategory, Member
from teenplay.posts.models import ClubPost, ClubPostReply
from teenplay.search.models import RecentSearch

# Credentials and permissions are never exported.
_SECRET = frozenset({"password", "last_login", "is_superuser", "is_staff", "username"})
_DATES = ("created_date", "updated_date")

PRODUCT = "product"
"""The folder of the columns and tables that this product adds."""


@dataclass(frozen=True)
class TableForm:
    """One table: TeenPlay's columns, and in a file of their own the columns this product adds (``product``).

    ``folder`` is the folder of the first file: "", or "product/" for tables TeenPlay does not have.
    """

    model: type[models.Model]
    columns: tuple[str, ...]
    folder: str = ""

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    @cached_property
    def fields(self) -> dict[str, models.Field[Any, Any]]:
        """The model's fields by the name of their column."""
        return {field.column: field for field in self.model._meta.concrete_fields if field.column}

    @cached_property
    def product(self) -> tuple[str, ...]:
        return tuple(column for column in self.fields if column not in self.columns and column not in _SECRET)

    @cached_property
    def pair(self) -> tuple[str, ...]:
        """The columns of the table's unique constraint; empty without one."""
        unique = [c for c in self.model._meta.constraints if isinstance(c, models.UniqueConstraint)]
        columns = {field.name: field.column for field in self.model._meta.concrete_fields}
        own = [[columns[name] for name in constraint.fields] for constraint in unique]
        return next((tuple(map(str, columns)) for columns in own if "source" not in columns), ())


def _table(model: type[models.Model], columns: str, folder: str = "") -> TableForm:
    return TableForm(model, ("id", *columns.split(), *_DATES), folder)


TABLES: tuple[TableForm, ...] = (
    _table(Category, "category_name status"),
    _table(Region, "region status"),
    _table(
        Member,
        "member_email member_nickname member_phone member_address member_gender member_birth member_marketing_agree "
        "member_privacy_agree status member_type member_keyword1 member_keyword2 member_keyword3 "
        "member_recommended_activity_model member_recommended_club_model",
    ),
    _table(FavoriteCategory, "member_id category_id status"),
    _table(
        Club,
        "club_name club_intro club_info member_id club_profile_path club_banner_path club_main_category_id "
        "club_region_id status",
    ),
    _table(ClubCategory, "club_id category_id status"),
    _table(ClubMember, "club_id member_id alarm_status status"),
    _table(Pay, "member_id price receipt_id status"),
    _table(
        Festival,
        "festival_title festival_content festival_category festival_price festival_address festival_address_detail "
        "festival_location festival_start festival_end host_info host_phone provider_info provider_url "
        "thumbnail_path status",
    ),
    _table(
        Activity,
        "club_id activity_title activity_content activity_intro recruit_start recruit_end category_id "
        "activity_address_location activity_address_detail thumbnail_path banner_path activity_start activity_end "
        "festival_id pay_id status",
    ),
    _table(ActivityLike, "activity_id member_id status"),
    _table(ActivityMember, "activity_id member_id status"),
    _table(ActivityReply, "activity_id member_id reply_content status"),
    _table(Friend, "sender_id receiver_id is_friend"),
    _table(RecentSearch, "member_id keyword status"),
    _table(ClubPost, "club_id member_id title content picture pinned status", f"{PRODUCT}/"),
    _table(ClubPostReply, "post_id member_id reply_content status", f"{PRODUCT}/"),
)
"""All tables, each after the tables it refers to."""
