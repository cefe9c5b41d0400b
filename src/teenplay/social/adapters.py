"""allauth's adapters: creating members who sign in with a provider, and where they go afterwards."""

from __future__ import annotations

from typing import Any, NoReturn

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthError, Provider
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from teenplay.kit import pending
from teenplay.members.models import Member

NICKNAME = 20


class SocialAdapter(DefaultSocialAccountAdapter):
    """Members are identified by the provider and its user id, never by an e-mail address."""

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> Member:
        """The new member. Of the provider's data only a name and an e-mail address are kept."""
        member: Member = sociallogin.user
        told = sociallogin.account.extra_data
        member.type = sociallogin.account.provider
        member.nickname = (_name(told) or _("새 회원"))[:NICKNAME]
        member.email = data.get("email") or ""
        member.privacy_agree = True  # the text beside the button asks for it
        sociallogin.account.extra_data = {}
        sociallogin.email_addresses = []
        return member

    @transaction.atomic
    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> Member:
        """Save the member and their social account in one transaction."""
        member: Member = super().save_user(request, sociallogin, form)
        return member

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if not sociallogin.user.is_active:
            _back(request, sociallogin.state, _("지금은 쓸 수 없는 계정이에요."))

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Provider,
        error: str = AuthError.UNKNOWN,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> NoReturn:
        refused = error == AuthError.CANCELLED
        said = (
            _("동의하지 않아서 로그인하지 않았어요. 다른 방법으로도 들어올 수 있어요.")
            if refused
            else _("로그인을 마치지 못했어요. 잠시 뒤에 다시 해 주세요.")
        )
        _back(request, (extra_context or {}).get("state") or {}, said)


class AccountAdapter(DefaultAccountAdapter):
    def clean_username(self, username: str | None, shallow: bool = False) -> str | None:
        return username

    def populate_username(self, request: HttpRequest, user: Member) -> None:
        """Left empty: only members with a password have a username."""

    def post_login(
        self, request: HttpRequest, user: Member, *, signup: bool, redirect_url: str | None, **others: Any
    ) -> HttpResponse:
        """Carry out a pending request; else redirect new members to the welcome pages, others back."""
        address = redirect_url or "/"
        if signup:
            address = f"{reverse('pages:welcome')}?{urlencode({'next': address})}"
        return pending.finish(request) or redirect(address)


def _name(told: dict[str, Any]) -> str:
    """The name in a profile of Kakao (inside its account), Naver (``nickname``) or Google (``name``)."""
    kakao = (told.get("kakao_account") or {}).get("profile") or {}
    return str(kakao.get("nickname") or told.get("nickname") or told.get("name") or "").strip()


def _back(request: HttpRequest, state: dict[str, Any], said: str) -> NoReturn:
    messages.info(request, said)
    address = f"{reverse('pages:sign_in')}?{urlencode({'next': state.get('next') or '/'})}"
    raise ImmediateHttpResponse(redirect(address))
