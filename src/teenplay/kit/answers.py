"""Responses of views that change something: a fragment of the page for htmx, a redirect otherwise."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django_htmx.http import HttpResponseClientRedirect

from teenplay.kit import pending

View = Callable[..., HttpResponse]


def next_page(request: HttpRequest, default: str = "/") -> str:
    """The page to return to: the request's ``next``, if it is an address of this site."""
    address = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if safe else default


def answer(request: HttpRequest, template: str, context: dict[str, Any], said: str = "") -> HttpResponse:
    """For htmx the rendered template, with ``said`` as a toast; otherwise a redirect back, with ``said`` as a message.

    If the context's ``renew`` is true and the request came from the main page, the toast offers a new list.
    """
    if not request.htmx:  # type: ignore[attr-defined]
        if said:
            messages.info(request, said)
        return redirect(next_page(request))
    response = render(request, template, context)
    if said:
        path = (request.htmx.current_url_abs_path or "").partition("?")[0]  # type: ignore[attr-defined]
        toast = {"message": said, "renew": context.get("renew") and path == resolve_url(settings.LOGIN_REDIRECT_URL)}
        response.write(render(request, "components/toast_out_of_band.html", toast).content.decode())
    return response


def for_members(view: View) -> View:
    """A view for members. Visitors sign in first; then their request is carried out and they return to its page."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method == "POST":
            back = next_page(request)
            pending.keep(request, back)
        else:
            back = request.get_full_path()
        address = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}"
        return HttpResponseClientRedirect(address) if request.htmx else redirect(address)  # type: ignore[attr-defined]

    return wrapped
