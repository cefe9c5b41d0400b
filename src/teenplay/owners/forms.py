"""Forms of clubs and activities."""

from __future__ import annotations

import datetime
import itertools
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from teenplay.activities.models import Activity, ActivityMember
from teenplay.catalogue.fields import CategoriesField, CategoryField, RegionField
from teenplay.catalogue.models import Category, Shown
from teenplay.clubs.models import Club, ClubCategory
from teenplay.kit import pictures
from teenplay.kit.fields import PictureField, RichTextField

MOMENTS = ("recruit_start", "recruit_end", "start", "end")
"""The times of an activity in order: none may be earlier than the one before it."""
MOST_CATEGORIES = 3


def _shown() -> Any:
    return Category.objects.filter(status=Shown.SHOWN)


class ClubForm(forms.ModelForm):
    """The form of a club."""

    main_category = CategoryField(_shown(), label=_("대표 카테고리"), empty_label=_("골라 주세요"))
    more = CategoriesField(
        _shown(), required=False, label=_("다른 카테고리 (3개까지)"), widget=forms.CheckboxSelectMultiple
    )
    region = RegionField(label=_("지역"), empty_label=_("정하지 않음"))
    profile_picture = PictureField(
        label=_("프로필 사진"), help_text=_("정사각형으로 잘려요. 없으면 이름의 첫 글자를 그려 드려요.")
    )
    no_profile = forms.BooleanField(label=_("프로필 사진 지우기"), required=False)
    banner_picture = PictureField(
        label=_("배경 사진"), help_text=_("모임 페이지 맨 위에 가로로 길게 보여요. 가로세로 8:3으로 잘려요.")
    )
    no_banner = forms.BooleanField(label=_("배경 사진 지우기"), required=False)

    class Meta:
        model = Club
        fields = ("name", "intro", "info", "main_category", "region", "approval")
        labels = {  # noqa: RUF012
            "name": _("모임 이름"), "intro": _("한 줄 소개"), "info": _("모임 이야기"),
            "approval": _("가입 신청을 내가 확인하고 받을게요"),
        }  # fmt: skip
        help_texts = {"approval": _("끄면 누구나 바로 들어올 수 있고, 기다리던 사람도 모두 멤버가 돼요.")}  # noqa: RUF012
        widgets = {  # noqa: RUF012
            "name": forms.TextInput({"maxlength": 60}),
            "intro": forms.TextInput({"maxlength": 120}),
            "info": forms.Textarea({"rows": 5, "maxlength": 3000}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            shown = ClubCategory.objects.filter(club=self.instance, status=Shown.SHOWN)
            self.fields["more"].initial = list(shown.values_list("category", flat=True))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        more = [category for category in cleaned.get("more", ()) if category != cleaned.get("main_category")]
        if len(more) > MOST_CATEGORIES:
            self.add_error("more", ValidationError(gettext("세 개까지 고를 수 있어요.")))
        cleaned["more"] = more
        return cleaned

    def save(self, commit: bool = True) -> Club:
        """Save the club and its pictures. Call it in a transaction: old files are deleted when that commits."""
        for name, size in (("profile", pictures.PROFILE), ("banner", pictures.CLUB_BANNER)):
            field = getattr(self.instance, name)
            if picture := self.cleaned_data[f"{name}_picture"]:
                pictures.keep(field, picture, size)
            elif self.cleaned_data[f"no_{name}"]:
                pictures.remove(field)
        club: Club = super().save(commit)
        chosen = self.cleaned_data["more"]
        ClubCategory.objects.filter(club=club).exclude(category__in=chosen).update(status=Shown.REMOVED)
        for category in chosen:
            ClubCategory.objects.update_or_create(club=club, category=category, defaults={"status": Shown.SHOWN})
        return club


class ActivityForm(forms.ModelForm):
    """The form of an activity; ``now`` is the time of opening or changing it."""

    category = CategoryField(_shown(), label=pgettext_lazy("of one activity", "카테고리"), empty_label=_("골라 주세요"))
    content = RichTextField(
        label=_("자세한 이야기"),
        required=False,
        help_text=_("준비물, 순서, 처음 오는 사람에게 하고 싶은 말을 적어 주세요."),
    )
    picture = PictureField(
        label=_("대표 사진"), help_text=_("없으면 카테고리에 맞는 표지를 그려 드려요. 가로세로 4:3으로 잘려요.")
    )

    class Meta:
        model = Activity
        fields = (
            "title", "intro", "content", "category", "start", "end", "recruit_start", "recruit_end",
            "address_location", "address_detail", "capacity", "approval",
        )  # fmt: skip
        labels = {  # noqa: RUF012
            "title": _("활동 이름"), "intro": _("한 줄 소개"), "start": _("시작"), "end": _("끝"),
            "recruit_start": _("모집 시작"), "recruit_end": _("모집 마감"),
            "address_location": pgettext_lazy("of one activity", "장소"),
            "address_detail": _("찾아오는 길"), "capacity": _("자리 수"),
            "approval": _("신청한 사람을 내가 확인하고 받을게요"),
        }  # fmt: skip
        help_texts = {"capacity": _("비워 두면 제한이 없어요.")}  # noqa: RUF012
        widgets = {  # noqa: RUF012
            "title": forms.TextInput({"maxlength": 80}),
            "intro": forms.TextInput({"maxlength": 160}),
            "address_location": forms.TextInput({"placeholder": _("서울 마포구 망원동")}),
            "capacity": forms.NumberInput({"min": 1, "inputmode": "numeric"}),
        }

    def __init__(self, *args: Any, now: datetime.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        for name in MOMENTS:
            field = self.fields[name]
            field.required = True
            field.widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def clean_capacity(self) -> int | None:
        capacity: int | None = self.cleaned_data["capacity"]
        if capacity is None:
            return None
        taken = 0
        if self.instance.pk:
            taking_part = ActivityMember.Participation.TAKING_PART
            taken = ActivityMember.objects.filter(activity=self.instance, status=taking_part).count()
        if capacity < max(1, taken):
            raise ValidationError(
                gettext("이미 참여하는 사람보다 적게 할 수 없어요.") if taken else gettext("한 자리부터 열 수 있어요.")
            )
        return capacity

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if any(name not in cleaned for name in MOMENTS):
            return cleaned
        # Recruiting cannot begin before the activity exists.
        cleaned["recruit_start"] = max(
            cleaned["recruit_start"], self.instance.created_date if self.instance.pk else self.now
        )
        times = {name: cleaned[name] for name in MOMENTS}
        for earlier, later in itertools.pairwise(MOMENTS):
            if times[later] < times[earlier]:
                words = gettext("‘%(earlier)s’보다 앞설 수 없어요.") % {"earlier": self.fields[earlier].label}
                self.add_error(later, ValidationError(words))
        if self.instance.pk is None and times["recruit_end"] <= self.now and "recruit_end" not in self.errors:
            self.add_error("recruit_end", ValidationError(gettext("이미 지난 시간이에요.")))
        return cleaned
