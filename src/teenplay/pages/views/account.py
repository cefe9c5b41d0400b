"""Sign-up, sign-in, sign-out, the region of a visitor and the theme."""

from __future__ import annotations

from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from teenplay.catalogue.models import Region, Shown
from teenplay.kit import pending
from teenplay.kit.answers import next_page
from teenplay.members.models import Member
from teenplay.pages import visits
from teenplay.pages.context import THEME_COOKIE, THEMES
from teenplay.pages.forms import SignIn, SignUp
from teenplay.social.providers import offered

YEAR = 365 * 24 * 3600


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponseBase:
    form = SignIn(request, request.POST or None)
    if request.method == "POST" and form.is_valid() and form.member:
        return _enter(request, form.member, next_page(request))
    return _form(request, "pages/sign_in.html", form, asked=pending.KEY in request.session)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponseBase:
    form = SignUp(request.POST or None)
    if request.method == "POST" and form.is_valid():
        back = _enter(request, form.save(), next_page(request))["Location"]
        return redirect(f"{reverse('pages:welcome')}?{urlencode({'next': back})}")
    return _form(request, "pages/sign_up.html", form)


def _form(request: HttpRequest, template: str, form: SignIn | SignUp, **others: object) -> HttpResponseBase:
    providers = offered()
    context = {"form": form, "next": next_page(request), "providers": providers, **others}
    # Browsers apply form-action also to the redirect that answers a form, here to the provider's sign-in page.
    allowed = csp_update({"form-action": [provider.origin for provider in providers]})
    show = allowed(lambda request: render(request, template, context, status=422 if form.errors else 200))
    return show(request)


def _enter(request: HttpRequest, member: Member, address: str) -> HttpResponse:
    """Sign in and carry out a pending request; redirects to its page, or to ``address`` without one."""
    login(request, member, backend=settings.AUTHENTICATION_BACKENDS[0])
    return pending.finish(request) or redirect(address)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    messages.info(request, _("로그아웃했어요. 또 만나요!"))
    return redirect("pages:home")


@require_POST
def near(request: HttpRequest) -> HttpResponse:
    """The region a visitor wants to see activities of; kept for the visit."""
    chosen = request.POST.get("region", "")
    if chosen.isdecimal() and Region.objects.filter(pk=int(chosen), status=Shown.SHOWN).exists():
        visits.stay_near(request, int(chosen))
    return redirect(f"{reverse('pages:home')}#near-heading")


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark or (empty) the device's theme; kept in a cookie."""
    response = redirect(next_page(request))
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        response.set_cookie(THEME_COOKIE, chosen, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
    return response
