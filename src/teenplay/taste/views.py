""" "My taste": showing beliefs, turning them down or off, pausing personalisation, and starting again."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from moim_django import services
from teenplay.kit.answers import for_members
from teenplay.members.viewer import MemberRequest
from teenplay.taste.beliefs import beliefs
from teenplay.taste.facets import PAUSED, Facet
from teenplay.taste.models import FacetKind, Level, TasteMute


@require_safe
@for_members
def taste(request: MemberRequest) -> HttpResponse:
    """All beliefs, by kind."""
    found, paused = beliefs(request.user)
    kinds = [(kind, kind.label, rows) for kind, rows in found.items()]
    return render(request, "taste/taste.html", {"kinds": kinds, "paused": paused})


@require_POST
@for_members
def turn(request: MemberRequest) -> HttpResponse:
    """Set how far a facet (``kind``, ``value``) may be used (``level``)."""
    kind, value, level = (request.POST.get(name, "") for name in ("kind", "value", "level"))
    if kind not in set(FacetKind) - {FacetKind.EVERYTHING} or not 0 < len(value) <= 100 or level not in {"0", "1", "2"}:
        return HttpResponseBadRequest()
    _turn(request, Facet(kind, value), Level(int(level)))
    messages.success(request, _("반영했어요. 다음 추천부터 달라져요."))
    return redirect("taste:taste")


@require_POST
@for_members
def pause(request: MemberRequest) -> HttpResponse:
    """``on=1`` pauses personalisation, ``on=0`` resumes it."""
    on = request.POST.get("on") != "0"
    _turn(request, PAUSED, Level.NOTHING if on else Level.ALL)
    messages.success(request, _("맞춤 추천을 멈췄어요.") if on else _("맞춤 추천을 다시 시작했어요."))
    return redirect("taste:taste")


@require_POST
@for_members
@transaction.atomic
def reset(request: MemberRequest) -> HttpResponse:
    """Delete what was learned from clicks and what was turned down. What the member told us is kept."""
    services.forget(request.user.pk)
    TasteMute.objects.filter(member=request.user).exclude(kind=FacetKind.EVERYTHING).delete()
    messages.success(request, _("배운 것을 모두 지웠어요. 처음부터 다시 알아갈게요."))
    return redirect("taste:taste")


def _turn(request: MemberRequest, facet: Facet, level: Level) -> None:
    if level == Level.ALL:
        TasteMute.objects.filter(member=request.user, kind=facet.kind, value=facet.value).delete()
    else:
        TasteMute.objects.update_or_create(
            member=request.user, kind=facet.kind, value=facet.value, defaults={"level": level}
        )
