"""The forms of the site: filters, sign-in, sign-up and profile."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from teenplay.catalogue.fields import RegionField
from teenplay.catalogue.models import Category, Shown
from teenplay.members.models import FavoriteCategory, Member, sign_in_name
from teenplay.members.profile import choose_categories, free_nickname
from teenplay.pages import guessing

SORTS = {
    "": _("기본순"),
    "for-you": _("추천순"),
    "deadline": _("마감 임박순"),
    "newest": _("최신순"),
    "popular": _("인기순"),
}


class ClubFilters(forms.Form):
    """The filters of a list. Invalid values are ignored."""

    q = forms.CharField(required=False, max_length=60)
    category = forms.ModelMultipleChoiceField(Category.objects.filter(status=Shown.SHOWN), required=False)
    region = RegionField(label=_("지역"), empty_label=_("어디든"))

    def chosen(self) -> dict[str, Any]:
        """The valid values; invalid ones are empty."""
        self.full_clean()
        return {name: self.cleaned_data.get(name) for name in self.fields}


class Filters(ClubFilters):
    """The filters of the list of activities."""

    day = forms.DateField(required=False, label=_("이 날부터"), widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(required=False, label=_("이 날까지"), widget=forms.DateInput({"type": "date"}))
    everything = forms.BooleanField(required=False, label=_("마감된 활동도 보기"))
    sort = forms.ChoiceField(choices=list(SORTS.items()), required=False, label=_("정렬"))


class SignIn(forms.Form):
    name = forms.CharField(
        label=_("닉네임 또는 이메일"),
        max_length=254,
        widget=forms.TextInput({"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("비밀번호"), strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.member: Member | None = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            name = cleaned["name"]
            if guessing.must_wait(self.request, name):
                raise ValidationError(_("여러 번 틀려서 잠시 쉬어야 해요. 15분 뒤에 다시 해 주세요."))
            found = authenticate(self.request, username=name, password=cleaned["password"])
            if not isinstance(found, Member):
                guessing.wrong(self.request, name)
                raise ValidationError(_("닉네임이나 비밀번호가 맞지 않아요. 다시 확인해 주세요."))
            guessing.right(self.request, name)
            self.member = found
        return cleaned


class SignUp(forms.ModelForm):
    password = forms.CharField(
        label=_("비밀번호"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=_("8자 이상, 쉬운 것은 피해 주세요."),
    )
    privacy_agree = forms.BooleanField(label=_("개인정보를 추천과 모임 운영에 쓰는 데 동의해요"))

    class Meta:
        model = Member
        fields = ("nickname", "email", "password", "privacy_agree")
        labels = {"nickname": _("닉네임"), "email": _("이메일 (선택)")}  # noqa: RUF012
        help_texts = {"nickname": _("다른 사람에게 보이는 이름이에요.")}  # noqa: RUF012
        widgets = {  # noqa: RUF012
            "nickname": forms.TextInput({"autocomplete": "username", "autofocus": True}),
            "email": forms.EmailInput({"autocomplete": "email"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nickname"].required = True
        self.fields["nickname"].max_length = 20  # type: ignore[attr-defined]

    def clean_nickname(self) -> str:
        return free_nickname(self.cleaned_data["nickname"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "password" in cleaned:
            member = Member(nickname=cleaned.get("nickname", ""), email=cleaned.get("email", ""))
            try:
                validate_password(cleaned["password"], member)
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned

    def save(self, commit: bool = True) -> Member:
        return Member.objects.create_user(**self.cleaned_data)


class Profile(forms.ModelForm):
    """Nickname, favourite categories, three keywords and the home region of a member."""

    categories = forms.ModelMultipleChoiceField(
        Category.objects.filter(status=Shown.SHOWN),
        required=False,
        label=_("좋아하는 카테고리"),
        widget=forms.CheckboxSelectMultiple,
    )

    region = RegionField(label=_("우리 동네"), empty_label=_("정하지 않음"))

    class Meta:
        model = Member
        fields = ("nickname", "region", "keyword1", "keyword2", "keyword3")
        labels = {  # noqa: RUF012
            "nickname": _("닉네임"),
            "keyword1": _("키워드 1"), "keyword2": _("키워드 2"), "keyword3": _("키워드 3"),
        }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = FavoriteCategory.objects.filter(member=self.instance, status=Shown.SHOWN)
        self.fields["categories"].initial = list(shown.values_list("category", flat=True))
        self.fields["nickname"].required = True

    def clean_nickname(self) -> str:
        wish: str = self.cleaned_data["nickname"]
        return wish if wish == self.initial["nickname"] else free_nickname(wish, self.instance.pk)

    @transaction.atomic
    def save(self, commit: bool = True) -> Member:
        if self.instance.username is not None and "nickname" in self.changed_data:
            self.instance.username = sign_in_name(self.instance.nickname)
        member: Member = super().save(commit)
        choose_categories(member, self.cleaned_data["categories"])
        return member
