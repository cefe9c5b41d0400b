"""Opening and changing a club, and the list of its activities with their statistics."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from teenplay.activities.models import Activity
from teenplay.catalogue.models import Shown
from teenplay.clubs import membership
from teenplay.clubs.models import Club
from teenplay.kit.answers import for_members
from teenplay.members.viewer import MemberRequest
from teenplay.owners.figures import figures
from teenplay.owners.forms import ClubForm
from teenplay.owners.saving import save_club

PER_PAGE = 20


def owned(request: MemberRequest, club_id: int) -> Club:
    """The club, if it is the viewer's own; 404 otherwise."""
    return get_object_or_404(Club, pk=club_id, member=request.user, status=Shown.SHOWN)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def open_club(request: MemberRequest) -> HttpResponse:
    """A new club; its owner is its first member."""
    return _edited(request, Club(member=request.user), _("모임을 열었어요. 첫 활동을 올려 보세요!"))


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def edit_club(request: MemberRequest, club_id: int) -> HttpResponse:
    return _edited(request, owned(request, club_id), _("저장했어요."))


def _edited(request: MemberRequest, club: Club, said: str) -> HttpResponse:
    form = ClubForm(request.POST or None, request.FILES or None, instance=club)
    if request.method == "POST" and form.is_valid():
        club = save_club(form, request.user, timezone.now())
        messages.success(request, said)
        return redirect("owners:manage", club.pk)
    return render(request, "owners/club_form.html", {"form": form, "club": club}, status=422 if form.errors else 200)


@require_safe
@for_members
def manage(request: MemberRequest, club_id: int) -> HttpResponse:
    """The club's activities, newest first, with their figures."""
    club = owned(request, club_id)
    rows = Activity.objects.filter(club=club, status=Shown.SHOWN).defer("content").order_by("-created_date", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    received = figures([activity.pk for activity in page])
    context = {
        "club": club,
        "applied": membership.applicants(club).count(),
        "page": page,
        "rows": [(one, received[one.pk]) for one in page],
        "now": timezone.now(),
    }
    return render(request, "owners/manage.html", context)
