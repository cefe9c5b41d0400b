"""Choosing the weekly mail."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from teenplay.members.models import Member


class DigestForm(forms.ModelForm):
    """The address of a member, and whether the weekly mail goes there."""

    class Meta:
        model = Member
        fields = ("email", "marketing_agree")
        labels = {  # noqa: RUF012
            "email": _("받을 이메일"),
            "marketing_agree": _("한 주에 한 번 추천을 메일로 받을게요"),
        }

    def clean(self) -> dict[str, object]:
        cleaned: dict[str, object] = super().clean() or {}
        if cleaned.get("marketing_agree") and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", ValidationError(gettext("받을 주소를 적어 주세요.")))
        return cleaned
