"""Nickname, favourite categories and keywords of a member."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from teenplay.catalogue.models import Category, Shown
from teenplay.members.models import FavoriteCategory, Member, sign_in_name


def free_nickname(wish: str, member_id: int | None = None) -> str:
    """The nickname without blanks around it.

    Parameters
    ----------
    member_id
        The member who may already have it.

    Raises
    ------
    ValidationError
        It is too long, has an "@", or another member signs in with it.
    """
    nickname = wish.strip()
    if len(nickname) > 20:
        raise ValidationError(_("닉네임은 20자까지 쓸 수 있어요."))
    if "@" in nickname:
        raise ValidationError(_("닉네임에는 @를 쓸 수 없어요."))
    if Member.objects.filter(username=sign_in_name(nickname)).exclude(pk=member_id or 0).exists():
        raise ValidationError(_("이미 쓰고 있는 닉네임이에요."))
    return nickname


def choose_categories(member: Member, categories: Collection[Category]) -> None:
    """Replace a member's favourite categories."""
    FavoriteCategory.objects.filter(member=member).exclude(category__in=categories).update(status=Shown.REMOVED)
    for category in categories:
        FavoriteCategory.objects.update_or_create(member=member, category=category, defaults={"status": Shown.SHOWN})


def keywords_from(given: list[str]) -> tuple[str, str, str]:
    """The first three different keywords that are not blank, filled up with ""."""
    words = list(dict.fromkeys(word.strip()[:50] for word in given if word.strip()))
    first, second, third = [*words, "", "", ""][:3]
    return first, second, third
