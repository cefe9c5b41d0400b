"""Subscribing to the digest and unsubscribing."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from teenplay.digest import stopping
from teenplay.digest.forms import DigestForm
from teenplay.kit.answers import for_members
from teenplay.members.viewer import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def choose(request: MemberRequest) -> HttpResponse:
    """The address, and whether to send to it."""
    form = DigestForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("저장했어요."))
        return redirect("digest:choose")
    return render(request, "digest/choose.html", {"form": form}, status=422 if form.errors else 200)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """A POST unsubscribes: the button's, or the one that mail programs send by themselves (they have no session, so the
    signed token replaces the CSRF check). A GET changes nothing, because link checkers open the page too.
    """
    if request.method == "POST":
        if not stopping.stop(token):
            raise Http404
        return render(request, "digest/stopped.html")
    return render(request, "digest/stop.html")
