"""The sign-in providers, in the order of their buttons."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

from allauth.socialaccount.providers.google.views import GoogleOAuth2Adapter
from allauth.socialaccount.providers.kakao.views import KakaoOAuth2Adapter
from allauth.socialaccount.providers.naver.views import NaverOAuth2Adapter
from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Provider(NamedTuple):
    """A provider; ``id`` is allauth's name for it, the member's ``type`` and its variables' prefix."""

    id: str
    label: str | Promise
    adapter: type[OAuth2Adapter]

    @property
    def origin(self) -> str:
        """The origin of the provider's sign-in page, as a Content-Security-Policy names it."""
        address = urlsplit(self.adapter.authorize_url)
        return f"{address.scheme}://{address.netloc}"


PROVIDERS = (
    Provider("kakao", _("카카오로 계속하기"), KakaoOAuth2Adapter),
    Provider("naver", _("네이버로 계속하기"), NaverOAuth2Adapter),
    Provider("google", _("Google로 계속하기"), GoogleOAuth2Adapter),
)


def offered() -> list[Provider]:
    """The providers the site has keys for."""
    return [provider for provider in PROVIDERS if provider.id in settings.SOCIALACCOUNT_PROVIDERS]
