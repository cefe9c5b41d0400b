"""Clubs: all of them, and the page of one."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from moim_django import services
from teenplay.activities.models import Activity
from teenplay.activities.offers import for_cards
from teenplay.catalogue.models import Shown
from teenplay.clubs import membership
from teenplay.clubs.models import Club, ClubMember
from teenplay.members.models import Member
from teenplay.pages import lists, rows
from teenplay.pages.cards import cards_from
from teenplay.pages.forms import ClubFilters
from teenplay.pages.reasons import sentences
from teenplay.posts import board

PER_PAGE = 24
ROW = 4
FACES = 6
LONGEST = 60

_MEMBERS = Coalesce(
    Subquery(
        ClubMember.objects.filter(club=OuterRef("pk"), status=ClubMember.Status.MEMBER)
        .order_by()
        .values("club")
        .annotate(n=Count("pk"))
        .values("n")
    ),
    0,
)
"""Members of a club. Counted club by club from an index: joined and grouped it took ten times as long."""


@require_safe
def clubs(request: HttpRequest) -> HttpResponse:
    """One's own clubs, then all of them, the largest first, by category, region and name."""
    form = ClubFilters(request.GET)
    chosen = form.chosen()
    found = Club.objects.filter(status=Shown.SHOWN).select_related("main_category", "region")
    if chosen["category"]:
        found = found.filter(main_category__in=chosen["category"])
    if chosen["region"]:
        found = found.filter(region=chosen["region"])
    if chosen["q"]:
        found = found.filter(Q(name__icontains=chosen["q"]) | Q(intro__icontains=chosen["q"]))
    found = found.annotate(member_count=_MEMBERS).order_by("-member_count", "pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    fresh = not (any(chosen.values()) or "page" in request.GET)  # nothing has been looked for yet
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
    """The clubs a member owns, is in or applies to, and what they are there; one query."""
    if member_id is None:
        return []
    status = ClubMember.objects.filter(club=OuterRef("pk"), member=member_id).values("status")
    known = Club.objects.filter(status=Shown.SHOWN).annotate(held=Subquery(status))
    known = known.filter(Q(member=member_id) | Q(held__in=(ClubMember.Status.MEMBER, ClubMember.Status.APPLIED)))
    rows = known.select_related("main_category", "region").order_by("name", "pk")[:LONGEST]
    return [(row, _place(row, member_id)) for row in rows]


def _place(club: Club, member_id: int) -> str:
    if club.member_id == member_id:
        return _("모임장")
    applied = club.held == ClubMember.Status.APPLIED  # type: ignore[attr-defined]
    return _("신청했어요, 기다리는 중") if applied else ""


def _recommended(request: HttpRequest) -> list[tuple[Club, str]]:
    """Clubs that may suit a member, each with its reason."""
    if not request.user.is_authenticated:
        return []
    page = services.recommend(member_id=request.user.pk, k=ROW, target="clubs", surface="clubs")
    return [(item.row, next(iter(sentences(item.reasons)), "")) for item in page.items]


@require_safe
def club(request: HttpRequest, club_id: int) -> HttpResponse:
    """A club, some of its members, what it does next, and what is written on its board."""
    now = timezone.now()
    shown = Club.objects.filter(status=Shown.SHOWN).select_related("main_category", "region", "member")
    found = get_object_or_404(shown.annotate(member_count=_MEMBERS), pk=club_id)
    coming = for_cards(Activity.objects.shown().filter(club=found, start__gt=now), request.user.pk).order_by("start")
    past = Activity.objects.shown().filter(club=found, start__lte=now).order_by("-start")
    standing = membership.standing(found, request.user.pk)
    context = {
        "club": found,
        "standing": standing,
        "faces": _faces(found),
        "page": board.page_of(found, standing, request.user.pk, request.GET.get("page")),
        "coming": cards_from(coming[:12], now, lambda activity: lists.why_popular(activity)),
        "past": past.only("title", "start", "category_id")[:5],
        "now": now,
    }
    return render(request, "pages/club.html", context)


def _faces(club: Club) -> list[Member]:
    """Some of the members, those longest in it first."""
    inside = ClubMember.objects.filter(club=club, status=ClubMember.Status.MEMBER).select_related("member")
    return [row.member for row in inside.order_by("created_date", "pk")[:FACES]]
