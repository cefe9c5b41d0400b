"""How a view that changed something answers: a piece of the page to htmx, the page itself to everybody else."""

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
    """Where the person was: the ``next`` they came with, if it is one of our own pages."""
    address = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if safe else default


def answer(request: HttpRequest, template: str, context: dict[str, Any], said: str = "") -> HttpResponse:
    """The piece of page for htmx, with what is ``said`` as a toast; a redirect back, with a message, without.

    A true ``renew`` in the context offers a new list beside what is said, where the person looks at one.
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
    """Only for those signed in. Others do so first; then what they asked for is done, and they are where they were."""

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
