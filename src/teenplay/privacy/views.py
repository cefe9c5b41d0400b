"""Downloading all data, and leaving."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from teenplay.clubs.models import Club
from teenplay.kit.answers import for_members
from teenplay.members.models import Member
from teenplay.members.viewer import MemberRequest
from teenplay.privacy import leaving
from teenplay.privacy.copy import everything


class Leave(forms.Form):
    """Confirms leaving by the password, or by the nickname for members without a password."""

    proof = forms.CharField(strip=False)

    def __init__(self, member: Member, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.member = member
        field = self.fields["proof"]
        if member.has_usable_password():
            field.label = gettext_lazy("비밀번호를 한 번 더 적어 주세요")
            field.widget = forms.PasswordInput({"autocomplete": "current-password"})
        else:
            field.label = gettext_lazy("닉네임을 그대로 적어 주세요")

    def clean_proof(self) -> str:
        proof: str = self.cleaned_data["proof"]
        by_password = self.member.has_usable_password()
        if not (self.member.check_password(proof) if by_password else proof == str(self.member)):
            raise ValidationError(_("맞지 않아요. 다시 확인해 주세요."))
        return proof


@require_safe
@for_members
def copy(request: MemberRequest) -> HttpResponse:
    """The download of all data about the member."""
    response = HttpResponse(everything(request.user), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="teenplay-{timezone.localdate():%Y%m%d}.zip"'
    response["Cache-Control"] = "no-store"
    return response


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def leave(request: MemberRequest) -> HttpResponse:
    """Explains leaving, and carries it out."""
    form = Leave(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        member_id = request.user.pk
        logout(request)
        leaving.leave(member_id, timezone.now())
        messages.success(request, _("탈퇴했어요. 회원님의 정보는 모두 지웠어요. 그동안 고마웠어요."))
        return redirect("pages:home")
    clubs = Club.objects.filter(member=request.user)
    return render(request, "privacy/leave.html", {"form": form, "clubs": clubs}, status=422 if form.errors else 200)
