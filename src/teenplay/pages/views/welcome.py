"""A newcomer's three steps: categories, keywords, home region. Each can be skipped."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from teenplay.catalogue.models import Category, Region, Shown
from teenplay.kit.answers import for_members, next_page
from teenplay.members.models import FavoriteCategory
from teenplay.members.profile import choose_categories, keywords_from
from teenplay.members.viewer import MemberRequest
from teenplay.search.keywords import suggested

STEPS = 3


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def categories(request: MemberRequest) -> HttpResponse:
    shown = Category.objects.filter(status=Shown.SHOWN)
    if request.method == "POST":
        choose_categories(request.user, shown.filter(pk__in=_numbers(request.POST.getlist("category"))))
        return _on(request, "pages:welcome_keywords")
    return _step(request, 1, {"categories": shown, "chosen_ids": _chosen(request)})


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def keywords(request: MemberRequest) -> HttpResponse:
    member = request.user
    if request.method == "POST":
        member.keyword1, member.keyword2, member.keyword3 = keywords_from(request.POST.getlist("keyword"))
        member.save(update_fields=["keyword1", "keyword2", "keyword3"])
        return _on(request, "pages:welcome_region")
    offered = suggested(_chosen(request), timezone.now())
    own = [word for word in member.keywords if word not in offered]
    return _step(request, 2, {"offered": offered, "own": own, "chosen": member.keywords})


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def region(request: MemberRequest) -> HttpResponse:
    shown = Region.objects.filter(status=Shown.SHOWN)
    if request.method == "POST":
        request.user.region = shown.filter(pk__in=_numbers([request.POST.get("region", "")])).first()
        request.user.save(update_fields=["region"])
        messages.success(request, _("고마워요! 고른 취향으로 첫 추천을 만들었어요."))
        return redirect(next_page(request))
    return _step(request, 3, {"regions": shown})


def _step(request: MemberRequest, number: int, context: dict[str, Any]) -> HttpResponse:
    steps = {"step": number, "steps": range(1, STEPS + 1), "next": next_page(request)}
    return render(request, f"pages/welcome_{number}.html", context | steps)


def _on(request: MemberRequest, view: str) -> HttpResponse:
    return redirect(f"{reverse(view)}?{urlencode({'next': next_page(request)})}")


def _chosen(request: MemberRequest) -> set[int]:
    shown = FavoriteCategory.objects.filter(member=request.user, status=Shown.SHOWN)
    return set(shown.values_list("category", flat=True))


def _numbers(given: list[str]) -> list[int]:
    return [int(text) for text in given if text.isdecimal()]
