"""Redirecting to a provider, and its callback, the only view of allauth that has an address here."""

from __future__ import annotations

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from teenplay.kit.answers import next_page
from teenplay.social.providers import Provider, offered


@require_POST
def start(request: HttpRequest, provider: str) -> HttpResponse:
    """Send the browser to the provider, which asks for consent."""
    to = get_adapter(request).get_provider(request, _offered(provider).id)
    response: HttpResponse = to.redirect(request, process=AuthProcess.LOGIN, next_url=next_page(request))
    return response


@require_safe
def callback(request: HttpRequest, provider: str) -> HttpResponse:
    """The provider's callback: sign in the member, creating them if necessary."""
    answered: HttpResponse = OAuth2CallbackView.adapter_view(_offered(provider).adapter)(request)
    return answered


def _offered(provider: str) -> Provider:
    for one in offered():
        if one.id == provider:
            return one
    raise Http404
