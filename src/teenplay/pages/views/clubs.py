"""The list of clubs, and the page of one."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from moim_django import services
from teenplay.activities import lists
from teenplay.activities.cards import cards_from
from teenplay.activities.models import Activity
from teenplay.activities.offers import for_cards
from teenplay.catalogue import rows
from teenplay.clubs import lists as club_lists
from teenplay.clubs import membership
from teenplay.clubs.models import Club, ClubMember
from teenplay.kit.reasons import sentences
from teenplay.pages.forms import ClubFilters
from teenplay.posts import board

PER_PAGE = 24
ROW = 4
FACES = 6
LONGEST = 60


@require_safe
def clubs(request: HttpRequest) -> HttpResponse:
    """The member's own clubs, then all clubs, the largest first, filtered by category, region and name."""
    form = ClubFilters(request.GET)
    chosen = form.chosen()
    found = club_lists.shown()
    if chosen["category"]:
        found = found.filter(main_category__in=chosen["category"])
    if chosen["region"]:
        found = found.filter(region=chosen["region"])
    if chosen["q"]:
        found = found.filter(Q(name__icontains=chosen["q"]) | Q(intro__icontains=chosen["q"]))
    found = club_lists.with_member_count(found).order_by(F("member_count").desc(), "pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    fresh = not (any(chosen.values()) or "page" in request.GET)  # no filter and no page chosen
    context = {
        "mine": _mine(request.user.pk) if fresh else [],
        "recommended": _recommended(request) if fresh else [],
        "form": form,
        "query": chosen["q"] or "",
        "categories": rows.categories(timezone.now()),
        "chosen_ids": {category.pk for category in chosen["category"] or ()},
        "page": page,
    }
    return render(request, "pages/clubs.html", context)


def _mine(member_id: int | None) -> list[tuple[Club, str]]:
    """The clubs a member owns, is in or applies to, with their role; one query."""
    if member_id is None:
        return []
    return [(row, _role(row, member_id)) for row in club_lists.clubs_of(member_id)[:LONGEST]]


def _role(club: Club, member_id: int) -> str:
    if club.member_id == member_id:
        return _("모임장")
    applied = club.held == ClubMember.Membership.APPLIED  # type: ignore[attr-defined]
    return _("신청했어요, 기다리는 중") if applied else ""


def _recommended(request: HttpRequest) -> list[tuple[Club, str]]:
    """Clubs recommended to a member, each with its reason."""
    if not request.user.is_authenticated:
        return []
    page = services.recommend(member_id=request.user.pk, k=ROW, target="clubs", surface="clubs")
    return [(item.row, next(iter(sentences(item.reasons)), "")) for item in page.items]


@require_safe
def club(request: HttpRequest, club_id: int) -> HttpResponse:
    """A club, some of its members, its next activities and its board."""
    now = timezone.now()
    shown = club_lists.with_member_count(club_lists.shown().select_related("member"))
    found = get_object_or_404(shown, pk=club_id)
    coming = for_cards(Activity.objects.shown().filter(club=found, start__gt=now), request.user.pk).order_by("start")
    past = Activity.objects.shown().filter(club=found, start__lte=now).order_by("-start")
    standing = membership.standing(found, request.user.pk)
    context = {
        "club": found,
        "standing": standing,
        "faces": club_lists.longest_members(found, most=FACES),
        "page": board.page_of(found, standing, request.user.pk, request.GET.get("page")),
        "coming": cards_from(coming[:12], now, lambda activity: lists.why_popular(activity)),
        "past": past.only("title", "start", "category_id")[:5],
        "now": now,
    }
    return render(request, "pages/club.html", context)
